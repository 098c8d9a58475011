-- Records who came into a room and who left it on one instance, and tells everybody who holds the room.
--
-- A person, a name or "<name>\31<by>", is in the room as long as some incarnation has them. An incarnation is one life of one instance:
-- see lease.lua.
--
-- KEYS  1 who is there (a zset of "<person>\n<incarnation>", all scores 0, and so in the order of the names)
--       2 what is known of them (a hash: version, count of persons, and for each incarnation how many it has)
--       3.. the outboxes of the hooks (see outbox.lua)
-- ARGV  1 the channel   2 the incarnation   3 another one that gives up all it has in this room, or ''
--       4 for how many seconds all this is kept from now on
--       5 the version that the caller knows   6 how many persons are told at most
--       7 'full' when the persons that follow are all that the incarnation has; 'refresh' when the time is to be counted anew; else 'delta'.
--         For the first two the room is counted anew, too
--       8.. "+<person>" for who came, "-<person>" for who left, each once
-- Returns version, count, how many the incarnation has now, the names of the others that have people here, each behind a blank ('' when it
--       was not counted anew); then 1 and the first persons in order, or, when the caller knew the version
--       before, 0 and what changed since: "+<person>" for each who is there now, "-<person>" for each who is not any more.
--
-- Published, when somebody came or left: "presence <version> <count>", then what changed, each behind a newline, unless it is too much, or
-- nobody knows.
-- The version grows by 1; when the hash was lost it starts anew from the clock, which is ahead of every earlier one.
local members, presence, incarnation, former = KEYS[1], KEYS[2], ARGV[2], ARGV[3]

-- The integer that a text is, from 0 to 2^53; else nil.
local function integer(text)
  local number = tonumber(text)
  return number and number >= 0 and number < 2 ^ 53 and number % 1 == 0 and number or nil
end

local known = redis.pcall('HMGET', presence, 'version', 'count', incarnation)
local entries = redis.pcall('ZCARD', members)
local failure = known.err or type(entries) == 'table' and entries.err
if failure and not string.find(failure, 'WRONGTYPE', 1, true) then return redis.error_reply(failure) end

local before, count, held = integer(known[1]), integer(known[2] or 0), integer(known[3] or 0)
if failure or not (before and count and held) then
  -- Lost, or not what this script wrote: all that is left of the room is void, and every instance will say its people anew.
  local now = redis.call('TIME')
  before, count, held, entries = now[1] * 1000000 + now[2], 0, 0, 0
  redis.call('DEL', members, presence)
end
local countTold = count

-- Up to so many entries are counted to see whether the numbers are right; of more only what the numbers say of each other.
local FEW = 1000

-- What each incarnation has of the room as far as is known; and whether that cannot be right. No incarnation has a name that lease.lua
-- would not take: it could be told to nobody byte for byte.
local function holders()
  local held, sum, most, fields = {}, 0, 0, redis.call('HGETALL', presence)
  for i = 1, #fields, 2 do
    if #fields[i] == 0 or #fields[i] > 256 or string.find(fields[i], '[^!-~]') then
      redis.call('HDEL', presence, fields[i])
    elseif fields[i] ~= 'version' and fields[i] ~= 'count' then
      local number = integer(fields[i + 1]) or 0
      held[fields[i]], sum, most = number, sum + number, math.max(most, number)
    end
  end
  return held, sum ~= entries or count < most or count > entries
end

-- Counts who is there; what stands there for no incarnation that is known is nobody. Returns whether other persons are there than it said.
local function recount(known)
  for _, range in ipairs({{'-inf', '(0'}, {'(0', '+inf'}}) do
    for _, entry in ipairs(redis.call('ZRANGEBYSCORE', members, range[1], range[2])) do redis.call('ZADD', members, 0, entry) end
  end
  local holds, persons, strays, last = {[incarnation] = 0, [former] = 0}, 0, false, nil
  for whose in pairs(known) do holds[whose] = 0 end
  entries = 0
  for _, entry in ipairs(redis.call('ZRANGE', members, 0, -1)) do
    local name, whose = string.match(entry, '^([^\n]+)\n([^\n]+)$')
    if whose and holds[whose] then
      entries, holds[whose] = entries + 1, holds[whose] + 1
      if name ~= last then persons = persons + 1 end
      last = name
    else
      redis.call('ZREM', members, entry)
      strays = true
    end
  end
  for whose, number in pairs(holds) do
    if number == 0 and known[whose] then
      redis.call('HDEL', presence, whose)
    elseif number > 0 and number ~= known[whose] then
      redis.call('HSET', presence, whose, number)
    end
  end
  local differs = strays or persons ~= count
  count, held = persons, holds[incarnation]
  return differs
end

local recounted, holding = false, ''
if ARGV[7] ~= 'delta' then
  local known, wrong = holders()
  if wrong or ARGV[7] == 'full' or entries <= FEW then recounted = recount(known) end
  for whose in pairs(known) do
    if whose ~= incarnation and whose ~= former then holding = holding .. ' ' .. whose end
  end
end

-- On a single instance there are no entries of other incarnations, and none has to be looked for by name.
local others = entries - held
local changes = {}
local function incarnationsOf(name)
  return redis.call('ZLEXCOUNT', members, '[' .. name .. '\n', '(' .. name .. '\11')
end

local function come(name)
  if redis.call('ZADD', members, 0, name .. '\n' .. incarnation) == 1 then
    held = held + 1
    if others == 0 or incarnationsOf(name) == 1 then
      count, changes[#changes + 1] = count + 1, '+' .. name
    end
  end
end

local function go(name, whose)
  if redis.call('ZREM', members, name .. '\n' .. whose) == 1 then
    if whose == incarnation then held = held - 1 end
    if others == 0 or incarnationsOf(name) == 0 then
      count, changes[#changes + 1] = count - 1, '-' .. name
    end
  end
end

local heldBefore, countBefore = held, count
local named = {}
for i = 8, #ARGV do
  local name = string.sub(ARGV[i], 2)
  if string.byte(ARGV[i]) == 43 then
    named[name] = true
    come(name)
  else
    go(name, incarnation)
  end
end
-- Behind those who came, so that whoever goes from one incarnation to another is never away.
local all = ARGV[7] == 'full'
if former ~= '' or all and heldBefore > 0 then
  for _, entry in ipairs(redis.call('ZRANGE', members, 0, -1)) do
    local name, whose = string.match(entry, '^(.*)\n(.*)$')
    if whose == former or all and whose == incarnation and not named[name] then go(name, whose) end
  end
end

local version, changed = before, recounted or #changes > 0
if changed then version = before + 1 end
if changed or held ~= heldBefore or former ~= '' then
  redis.call('HSET', presence, 'version', string.format('%.0f', version), 'count', count, incarnation, held)
  if held == 0 then redis.call('HDEL', presence, incarnation) end
  if former ~= '' then redis.call('HDEL', presence, former) end
end
if countBefore == 0 or ARGV[7] ~= 'delta' then
  redis.call('EXPIRE', members, ARGV[4])
  redis.call('EXPIRE', presence, ARGV[4])
end
if changed then
  local told = string.format('presence %.0f %d', version, count)
  if #changes <= 200 and not recounted then told = told .. '\n' .. table.concat(changes, '\n') end
  redis.call('PUBLISH', ARGV[1], told)
  for i = 3, #KEYS do postChanges(KEYS[i], ARGV[1], version, countTold, count, changes) end
end
if tonumber(ARGV[5]) == before and #changes <= 200 and not recounted then return {version, count, held, holding, 0, unpack(changes)} end

local most, names, last, from = tonumber(ARGV[6]), {}, nil, 0
while #names < most do
  local entries = redis.call('ZRANGE', members, from, from + most - 1)
  for _, entry in ipairs(entries) do
    local name = string.match(entry, '^(.*)\n')
    if name ~= last and #names < most then names[#names + 1] = name end
    last = name
  end
  if #entries < most then break end
  from = from + most
end
return {version, count, held, holding, 1, unpack(names)}
