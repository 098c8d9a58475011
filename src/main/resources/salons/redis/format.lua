-- Says which format the data has, unless it has a newer one.
--
-- KEYS  1 what all instances have to know of the data (a hash: format)
-- ARGV  1 the format of the caller
-- Returns the format that the data has from now on: the caller's, or a newer one.
local found, own = tonumber(redis.call('HGET', KEYS[1], 'format') or nil), tonumber(ARGV[1])
if found and found > own then return found end
if found ~= own then redis.call('HSET', KEYS[1], 'format', own) end
return own
