-- Renews the lease of an instance, hands out the dead to be swept, and publishes the probe that the instance listens for.
--
-- An incarnation is one life of one instance: a name that it makes when it starts, and anew when its lease was lost.
--
-- KEYS  1 leases (a zset: incarnation -> when it expires, in ms of Redis' clock)
--       2 the dead (a zset: incarnation -> until when somebody is sweeping it)
--       3 what the incarnations say of themselves (a hash)   4 the rooms of this incarnation (a set)   5 the occupied rooms (a zset)
-- ARGV  1 the incarnation   2 'new' or 'renew'   3 how long the lease lasts, in ms   4 what the incarnation says of itself
--       5 how long a sweep may take before somebody else takes it over, in ms   6 how long all this is kept, in seconds
--       7 the channel of the probe   8 what to publish there, or ''
-- Returns the state of the lease: 'new', 'held' (it was renewed in time), 'lapsed' (it had expired and nobody had noticed, so it was
--       renewed) or 'lost' (it expired and was swept, or Redis forgot it; nothing was done); then the keys that were void, or '';
--       then the incarnations that the caller is to sweep.

-- A key of another type is none that this program wrote. What it should hold is said anew by every instance, so it is deleted.
local void = {}
for i, look in ipairs({{'ZCARD'}, {'ZCARD'}, {'HLEN'}, {'SREM', ''}, {'ZCARD'}}) do
  local answer = redis.pcall(look[1], KEYS[i], unpack(look, 2))
  if type(answer) == 'table' and string.find(answer.err, 'WRONGTYPE', 1, true) then
    redis.call('DEL', KEYS[i])
    void[#void + 1] = KEYS[i]
  end
end
void = table.concat(void, ' ')

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local expires = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or nil)
if not expires and ARGV[2] ~= 'new' then return {'lost', void} end

redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('HSET', KEYS[3], ARGV[1], ARGV[4])
for i = 1, 5 do redis.call('EXPIRE', KEYS[i], ARGV[6]) end
if ARGV[8] ~= '' then redis.call('PUBLISH', ARGV[7], ARGV[8]) end
-- Whoever was late itself does not judge: when Redis was away all were late, and the others are about to renew theirs.
if not expires then return {'new', void} end
if expires <= now then return {'lapsed', void} end

-- Nothing lasts longer than this call could make it: what does is of another program, or of a clock that was ahead.
local FEW = 64
for key, longest in ipairs({ARGV[3], ARGV[5]}) do
  for _, far in ipairs(redis.call('ZRANGEBYSCORE', KEYS[key], string.format('(%d', now + longest), '+inf', 'LIMIT', 0, FEW)) do
    redis.call('ZADD', KEYS[key], now + longest, far)
  end
end

-- What is no name of an incarnation has no rooms, and could not be told to the caller byte for byte.
local function isName(text)
  return #text > 0 and #text <= 256 and not string.find(text, '[^!-~]')
end

for _, dead in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, FEW)) do
  redis.call('ZREM', KEYS[1], dead)
  if isName(dead) then redis.call('ZADD', KEYS[2], now, dead) else redis.call('HDEL', KEYS[3], dead) end
end
local reply, swept = {'held', void}, 0
for _, dead in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, FEW)) do
  if not isName(dead) then
    redis.call('ZREM', KEYS[2], dead)
  elseif swept < 8 then
    redis.call('ZADD', KEYS[2], now + ARGV[5], dead)
    swept, reply[#reply + 1] = swept + 1, dead
  end
end
return reply
