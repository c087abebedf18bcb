CREATE OR REPLACE VIEW `local`.`some_visits` SQL SECURITY INVOKER AS SELECT id FROM `visits` WHERE path = {path:String} AND id IN {ids: Array(UInt64)};
