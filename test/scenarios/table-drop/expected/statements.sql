DROP TABLE `local`.`old_orders`;
DROP TABLE `local`.`sink`;
