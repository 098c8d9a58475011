-- Lists rooms by the number of people that they are listed with, fullest first; of one number from the last name to the first.
--
-- KEYS  1 the list (a zset of names)
-- ARGV  1 at most how many   2, 3 the number and the name of a room behind which to begin, whether it is still there or not; none of both to
--       begin at the fullest
-- Returns for each its name and its number.
local list, from = KEYS[1], 0

-- Byte by byte: how Lua compares texts depends on where it runs.
local function isLess(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x < y end
  end
  return #a < #b
end

if ARGV[2] then
  local number, name, to = tonumber(ARGV[2]), ARGV[3], redis.call('ZCARD', list)
  while from < to do
    local middle = math.floor((from + to) / 2)
    local there = redis.call('ZRANGE', list, middle, middle, 'REV', 'WITHSCORES')
    local listed = tonumber(there[2])
    if listed > number or listed == number and not isLess(there[1], name) then from = middle + 1 else to = middle end
  end
end
return redis.call('ZRANGE', list, from, from + tonumber(ARGV[1]) - 1, 'REV', 'WITHSCORES')
