-- Says which format the data has, unless it has a newer one.
--
-- KEYS  1 what all instances have to know of the data (a hash: format)
-- ARGV  1 the format of the caller   2 how long this is kept, in seconds
-- Returns the format that the data has from now on: the caller's, or a newer one.
local found, own = tonumber(redis.call('HGET', KEYS[1], 'format') or nil), tonumber(ARGV[1])
if found and found > own then return found end
if found ~= own then redis.call('HSET', KEYS[1], 'format', own) end
-- Redis may refuse it, as a replica does: what is read from it is of this format all the same.
redis.pcall('EXPIRE', KEYS[1], ARGV[2])
return own
