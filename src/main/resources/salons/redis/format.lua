-- Says which format the data has, unless it has a newer one.
--
-- KEYS  1 what all instances have to know of the data (a hash: format)   2 a key of another slot, which a node of a cluster refuses
-- ARGV  1 the format of the caller   2 how long this is kept, in seconds
-- Returns the format that the data has from now on, as text: the caller's, or what stands there, if that is more.
local found = redis.call('HGET', KEYS[1], 'format') or ''
local number, own = tonumber(found), tonumber(ARGV[1])
if number and number > own then return found end
if number ~= own then redis.call('HSET', KEYS[1], 'format', own) end
-- Redis may refuse it, as a replica does: what is read from it is of this format all the same.
redis.pcall('EXPIRE', KEYS[1], ARGV[2])
return ARGV[1]
