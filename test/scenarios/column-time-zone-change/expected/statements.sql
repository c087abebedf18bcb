ALTER TABLE `local`.`visits` MODIFY COLUMN `at` DateTime('UTC'), MODIFY COLUMN `seen` DateTime64(3, 'Asia/Tokyo');
ALTER TABLE `local`.`visits` MODIFY COLUMN `exact` DateTime64(6, 'UTC');
