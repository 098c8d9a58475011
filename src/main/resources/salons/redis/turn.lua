-- Lets somebody speak once in so many seconds, whatever instance they are on.
--
-- KEYS  1 when who spoke last (a sorted set, in ms)
-- ARGV  1 who   2 the seconds
-- Returns 0, or how many ms it is until their turn.
local turns, every = KEYS[1], ARGV[2] * 1000
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if isWrongType(redis.pcall('ZCARD', turns)) then redis.call('UNLINK', turns) end
redis.call('ZREMRANGEBYSCORE', turns, '-inf', now - every)
local last = tonumber(redis.call('ZSCORE', turns, ARGV[1]) or nil)
-- A clock that went back had been wrong.
if last and last <= now then return last + every - now end
-- Who spoke first is forgotten, where they are so many that somebody is playing tricks.
if redis.call('ZCARD', turns) >= 10000 then redis.call('ZREM', turns, unpack(redis.call('ZRANGE', turns, 0, 99))) end
redis.call('ZADD', turns, now, ARGV[1])
redis.call('EXPIRE', turns, ARGV[2] + 60)
return 0
