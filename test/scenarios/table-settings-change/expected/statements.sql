ALTER TABLE `local`.`orders` (MODIFY SETTING deduplicate_merge_projection_mode = 'drop', merge_max_block_size = 2048), (RESET SETTING min_rows_for_wide_part);
