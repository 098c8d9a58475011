-- Gives the lease of a hook to the instance that asks, or renews it, unless another one has it.
--
-- KEYS  1 the lease (a hash: holder, and until when, in ms of Redis' clock)
-- ARGV  1 the caller   2 how long the lease lasts, in ms; 0 to let go of it
-- Returns 1 when the caller has it, else 0; then Redis' clock, in ms.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lease = redis.pcall('HMGET', KEYS[1], 'holder', 'until')
if lease.err then
  if not string.find(lease.err, 'WRONGTYPE', 1, true) then return redis.error_reply(lease.err) end
  redis.call('DEL', KEYS[1])
  lease = {}
end
local holder, till, lasts = lease[1], tonumber(lease[2] or nil), tonumber(ARGV[2])
if holder and holder ~= ARGV[1] then
  -- None lasts longer than an hour: that is of another program, or of a clock that was ahead.
  if lasts == 0 or till and till > now and till < now + 3600000 then return {0, now} end
end
redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'until', now + lasts)
redis.call('EXPIRE', KEYS[1], 3600)
return {1, now}
