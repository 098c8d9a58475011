-- Says which format the data has, unless it has a newer one; fails when the caller may not run what this program runs.
--
-- KEYS  1 what all instances have to know of the data (a hash: format)   2 a key of another slot, which a node of a cluster refuses, and
--       which is never there: on it, and on a channel of its name, everything is tried
-- ARGV  1 the format of the caller   2 how long this is kept, in seconds   3 'hooks' where there are some, which need more
-- Returns the format that the data has from now on, as text: the caller's, or what stands there, if that is more.
local found = redis.call('HGET', KEYS[1], 'format') or ''
local number, own = tonumber(found), tonumber(ARGV[1])
if number and number > own then return found end
if number ~= own then redis.call('HSET', KEYS[1], 'format', own) end
-- Redis may refuse it, as a replica does: what is read from it is of this format all the same.
redis.pcall('EXPIRE', KEYS[1], ARGV[2])

-- A right that is missing would be met only by those who need it: who enters a room, or ten minutes later. What else Redis answers here,
-- as that it is full or a replica, is found where it matters. HSET and SADD alone leave something, which HDEL
-- and SREM take away.
local none = KEYS[2]
local tries = {
  {'PING'}, {'TIME'}, {'PUBLISH', none, ''}, {'EXPIRE', none, '60'}, {'DEL', none}, {'UNLINK', none},
  {'XADD', none, 'NOMKSTREAM', '*', 'f', ''}, {'XRANGE', none, '-', '+', 'COUNT', '1'}, {'XREVRANGE', none, '+', '-', 'COUNT', '1'},
  {'XTRIM', none, 'MAXLEN', '0'},
  {'HSET', none, 'f', ''}, {'HGET', none, 'f'}, {'HMGET', none, 'f'}, {'HGETALL', none}, {'HLEN', none}, {'HDEL', none, 'f'},
  {'ZADD', none, 'XX', '0', 'm'}, {'ZREM', none, 'm'}, {'ZCARD', none}, {'ZRANGE', none, '0', '0'},
  {'ZRANGEBYSCORE', none, '0', '0'}, {'ZREVRANGEBYSCORE', none, '0', '0'}, {'ZREMRANGEBYSCORE', none, '0', '0'}, {'ZSCORE', none, 'm'}, {'ZLEXCOUNT', none, '-', '+'},
  {'SADD', none, 'm'}, {'SMEMBERS', none}, {'SREM', none, 'm'},
}
if ARGV[3] == 'hooks' then
  tries[#tries + 1] = {'XLEN', none}
  tries[#tries + 1] = {'XDEL', none, '1-1'}
end
for _, try in ipairs(tries) do
  local answer = redis.pcall(unpack(try))
  local failure = type(answer) == 'table' and answer.err or ''
  for _, sign in ipairs({'NOPERM', 'ACL failure', 'executing the script', 'nknown'}) do
    if string.find(failure, sign, 1, true) then
      local why = sign == 'nknown' and 'ERR unknown command ' or 'NOPERM no right to run '
      return redis.error_reply(why .. string.lower(try[1]))
    end
  end
end
return ARGV[1]
