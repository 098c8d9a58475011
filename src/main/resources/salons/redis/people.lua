-- Records who came into a room and who left it on one instance, and tells everybody who holds the room.
--
-- A person is in the room as long as some holder has them. A holder is one life of one instance: see lease.lua.
--
-- KEYS  1 who is there (a zset of "<name>\n<holder>", all scores 0, and so in the order of the names)
--       2 what is known of them (a hash: version, count of persons, and for each holder how many it has)
-- ARGV  1 the channel   2 the holder   3 another one that gives up all it has in this room, or ''
--       4 how long all this is kept, in seconds   5 how many names are told at most
--       6 'all' when the names that follow are all that the holder has, else 'some'
--       7.. "+<name>" for who came, "-<name>" for who left, each name once
-- Returns version, count, how many the holder has now, then the first names in order.
--
-- Published, when somebody came or left: "people <version> <count>", then the names, each behind a newline, unless there are more
-- than are told. The version only grows; when the hash was lost it starts anew from the clock, which is ahead of every earlier one.
local people, crowd, holder, former = KEYS[1], KEYS[2], ARGV[2], ARGV[3]
local known = redis.call('HMGET', crowd, 'version', 'count', holder)
local version, count, held = tonumber(known[1]), tonumber(known[2] or 0), tonumber(known[3] or 0)
if not version then
  local now = redis.call('TIME')
  version, count, held = now[1] * 1000000 + now[2], 0, 0
  redis.call('DEL', people, crowd)
end

local changed = false
local function holdersOf(name)
  return redis.call('ZLEXCOUNT', people, '[' .. name .. '\n', '(' .. name .. '\11')
end

local function come(name)
  if redis.call('ZADD', people, 0, name .. '\n' .. holder) == 1 then
    held = held + 1
    if holdersOf(name) == 1 then
      count, changed = count + 1, true
    end
  end
end

local function go(name, whose)
  if redis.call('ZREM', people, name .. '\n' .. whose) == 1 then
    if whose == holder then held = held - 1 end
    if holdersOf(name) == 0 then
      count, changed = count - 1, true
    end
  end
end

local heldBefore = held
local named = {}
for i = 7, #ARGV do
  local name = string.sub(ARGV[i], 2)
  if string.sub(ARGV[i], 1, 1) == '+' then
    named[name] = true
    come(name)
  else
    go(name, holder)
  end
end
-- Behind those who came, so that whoever goes from one holder to another is never away.
local all = ARGV[6] == 'all'
if former ~= '' or all and heldBefore > 0 then
  for _, entry in ipairs(redis.call('ZRANGE', people, 0, -1)) do
    local name, whose = string.match(entry, '^(.*)\n(.*)$')
    if whose == former or all and whose == holder and not named[name] then go(name, whose) end
  end
end

if changed then version = version + 1 end
if changed or known[1] or held > 0 then
  redis.call('HSET', crowd, 'version', string.format('%.0f', version), 'count', count)
  if held > 0 then redis.call('HSET', crowd, holder, held) else redis.call('HDEL', crowd, holder) end
  if former ~= '' then redis.call('HDEL', crowd, former) end
  redis.call('EXPIRE', people, ARGV[4])
  redis.call('EXPIRE', crowd, ARGV[4])
end

local most, names, last, from = tonumber(ARGV[5]), {}, nil, 0
while #names < most do
  local entries = redis.call('ZRANGE', people, from, from + most - 1)
  for _, entry in ipairs(entries) do
    local name = string.match(entry, '^(.*)\n')
    if name ~= last and #names < most then names[#names + 1] = name end
    last = name
  end
  if #entries < most then break end
  from = from + most
end

if changed then
  local told = string.format('people %.0f %d', version, count)
  if count <= most and count > 0 then told = told .. '\n' .. table.concat(names, '\n') end
  redis.call('PUBLISH', ARGV[1], told)
end
return {version, count, held, unpack(names)}
