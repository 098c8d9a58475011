-- How something gets into the log of a room, atomically: this text stands behind room.lua and outbox.lua, and before whoever writes there (see Script).
--
-- KEYS  four a room and one a hook
--       1 the log   2 what is known of the room (of both see room.lua)
--       3, 4 the ids taken in even and in odd spans (hashes: id -> "<seq> <at> <mark>"; the mark is that of the message's author and text)
--       5.. the outboxes of the hooks (see outbox.lua)
-- ARGV  1 how many events a log keeps at least   2 how many bytes it has at most, or 0   3 how long an idle room is kept, in seconds
--       4 a name for a new epoch: of the first room; those of the others are made of it, so that no two rooms have the same
local now = redis.call('TIME')
local second = tonumber(now[1])
local clock = second * 1000 + math.floor(now[2] / 1000)
local most, mostBytes, ttl, newEpoch = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
-- Said by whoever writes, where there are hooks.
local keysOfRoom = 4

-- An id is remembered for the span it was taken in and the whole span after: for ten minutes at least.
local SPAN = 600
-- A clock that went back so far had been wrong, and time follows it; less is another machine's, and time waits for it.
local AHEAD = 60
-- Beside the lines of an entry: its names, time and id.
local OVERHEAD = 32

-- The bytes of a log with so many more, and nil; or, when that is too much, of the newest entries that fit well (so that it is a while
-- until the next time), and the id of the first of them, or '+' when none does.
local function fit(log, seq, more, changed)
  local all, fitting, first, id = more, more, '+', string.format('%d', seq)
  local below = '+inf'

  -- Whether it is too much with so many bytes more, of what begins at this id.
  local function isTooMuch(bytes, at)
    all = all + OVERHEAD + bytes
    if all <= mostBytes * 3 / 4 then fitting, first = all, at end
    return all > mostBytes
  end

  -- The same with the frames beside the log down to this score.
  local function isTooMuchBeside(score)
    local frames = redis.call('ZREVRANGEBYSCORE', beside(log, 'changes'), below, score, 'WITHSCORES')
    below = '(' .. score
    for i = 1, #frames, 2 do
      if isTooMuch(#frames[i], frames[i + 1]) then return true end
    end
  end

  while true do
    local entries = redis.call('XREVRANGE', log, id, '-', 'COUNT', 8)
    for _, entry in ipairs(entries) do
      if changed and isTooMuchBeside(string.match(entry[1], '^%d+')) then return fitting, first end
      local bytes = 0
      for i = 2, #entry[2], 2 do bytes = bytes + #entry[2][i] end
      if isTooMuch(bytes, entry[1]) then return fitting, first end
    end
    if #entries < 8 then
      if changed and isTooMuchBeside('-inf') then return fitting, first end
      return all, nil
    end
    id = '(' .. entries[8][1]
  end
end

-- Trims what stands beside a log along with it: down to a seq, but not what belongs to an entry that the log still has.
local function trimBeside(log, state, cut)
  local first = redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1]
  local seq = first and parse(first, 2 ^ 53)
  local below = string.format('(%d', math.min(cut, seq or cut))
  redis.call('ZREMRANGEBYSCORE', beside(log, 'changes'), '-inf', below)
  redis.call('ZREMRANGEBYSCORE', beside(log, 'reactors'), '-inf', below)
  if redis.call('ZCARD', beside(log, 'changes')) == 0 then redis.call('HDEL', state, 'changed') end
end

-- The first "<seq> <at>" that is kept beside an id, or 'taken' when it is that of another message; nil when nobody can read it.
local function receipt(kept, seq, mark)
  local first, at, its = string.match(kept, '^(%d+) (%d+) ?(%x*)$')
  if not first or #at > 15 or tonumber(first) > seq then return nil end
  return (its == '' or its == mark) and first .. ' ' .. at or 'taken'
end

local function epochFor(key)
  return key == 1 and newEpoch or string.format('%s-%d', newEpoch, (key - 1) / keysOfRoom)
end

-- Appends messages to the log of a room, or an event. Reads of ARGV from `arg` on: the channel, how many messages, their lines, how many
-- ids (0 or one a message), the ids ('' for none) and, if there are ids, their marks in one text, 16 characters each. Returns a table:
-- time in ms, first seq taken, how many were taken, what of the room was not what it should be, and is void now ('' as a rule); then for
-- each id that had been taken before: the position of its message from 1, and "<seq> <at>" of the first, or 'taken' when that one has
-- another mark. Published: "log <epoch> <first seq> <time>", a newline, and the lines.
--
-- With `effect` it is one event that does something. That is called with the room's newest seq, its time and the event's time, and returns
-- nothing when all is well; else why nothing is to be appended, which is returned like what an id was taken for. Before the event it may
-- only do what can stay as it is without it. Behind the event its second result, if there is one, is called with the event's seq; it
-- returns how many bytes were added beside the log and, if frames of the room are others now, a newline and these with newlines between;
-- such an event is published with the word "change" instead of "log", and with them.
local function append(key, arg, effect)
  local log, state = KEYS[key], KEYS[key + 1]
  local room = redis.call('HMGET', state, 'epoch', 'seq', 'at', 'span', 'bytes', 'changed')
  local epoch, seq, lastAt = room[1], integer(room[2] or 0), integer(room[3] or 0)
  local span, bytes, void = integer(room[4] or 0), integer(room[5]), ''
  if not (seq and lastAt and span) then
    epoch, void = seq and epoch, 'what is known of it'
    lastAt, span = lastAt or 0, span or 0
  end
  -- Time does not run backwards in a room, though the clock may: after a failover it is another one.
  local at = lastAt > clock and lastAt - clock <= AHEAD * 1000 and lastAt or clock
  -- Until now the ten minutes were counted by the clock: their number, not their beginning.
  if span < 1e8 then span = span * SPAN + span % 2 end
  local over, ahead = second - span >= SPAN, span - second > AHEAD
  local thisSpan = span
  if over or ahead then
    -- With a clock that went back the ids stay where they are, and the span is counted anew.
    local parity = over and (span + 1) % 2 or span % 2
    thisSpan = second % 2 == parity and second or second + 1
  end
  local current, previous = KEYS[key + 2 + thisSpan % 2], KEYS[key + 3 - thisSpan % 2]
  if not epoch then
    -- Before anything is deleted: Redis refuses this one when it is full, and then nothing is done.
    epoch, seq, bytes = epochFor(key), 0, 0
    redis.call('HSET', state, 'epoch', epoch, 'seq', 0, 'at', 0, 'span', thisSpan)
    redis.call('UNLINK', log, current, previous, beside(log, 'changes'), beside(log, 'reactors'))
    redis.call('HDEL', state, 'changed')
  elseif over or ahead then
    redis.call('HSET', state, 'span', thisSpan)
    if over then redis.call('UNLINK', current) end
    -- Whose ids they are nobody knows.
    if span == 0 then redis.call('UNLINK', previous) end
    if ahead then
      redis.call('EXPIRE', current, 2 * SPAN)
      redis.call('EXPIRE', previous, 2 * SPAN)
    end
  end

  local count, lines, withId = tonumber(ARGV[arg + 1]), ARGV[arg + 2], tonumber(ARGV[arg + 3])
  -- Numbers become text once: Lua's own way is slow.
  local atText = string.format('%d', at)
  local ids, before, isFirstOfSpan = {}, {}, false
  if withId > 0 then
    isFirstOfSpan = redis.call('HLEN', current) == 0
    local idsHere, taken, marks = {}, {}, ARGV[arg + 4 + withId]
    for i = 1, withId do
      local id = ARGV[arg + 3 + i]
      if id ~= '' then
        local mark = string.sub(marks, 16 * i - 15, 16 * i)
        local here = idsHere[id]
        local kept = here or redis.call('HGET', current, id) or redis.call('HGET', previous, id)
        local first = kept and receipt(kept, here and seq + i or seq, mark)
        if first then
          taken[i] = true
          before[#before + 1] = i
          before[#before + 1] = first
        else
          if kept then void = 'what it keeps beside an id' end
          idsHere[id] = string.format('%d %s %s', seq + i - #before / 2, atText, mark)
          ids[#ids + 1] = id
          ids[#ids + 1] = idsHere[id]
        end
      end
    end
    if #before > 0 then
      local i, left = 0, {}
      for line in string.gmatch(lines, '[^\n]+') do
        i = i + 1
        if not taken[i] then left[#left + 1] = line end
      end
      count, lines = #left, table.concat(left, '\n')
    end
  end

  local behind = nil
  if count > 0 and effect then
    local refusal
    refusal, behind = effect(seq, lastAt, at)
    if refusal then count, ids, before = 0, {}, {1, refusal} end
  end

  if count > 0 then
    local last, cut = seq + count, nil
    local lastText, oldest, how = string.format('%d', last), math.max(last - most + 1, 0), '~'
    local id = lastText .. '-' .. count - 1
    oldest = string.format('%d', oldest)
    if mostBytes > 0 then
      local size = #lines + OVERHEAD
      -- What was trimmed by number is still counted, so what seems too much is looked at first.
      if bytes and bytes + size <= mostBytes then
        bytes = bytes + size
      else
        local first
        bytes, first = fit(log, seq, size, room[6])
        if first then
          first, how = first == '+' and id or first, '='
          cut = tonumber(string.match(first, '^%d+'))
          if cut > tonumber(oldest) then oldest = first end
        end
      end
    end
    redis.call('XADD', log, 'MINID', how, oldest, id, 'f', lines, 'at', atText)
    if mostBytes > 0 then
      redis.call('HSET', state, 'seq', lastText, 'at', atText, 'bytes', string.format('%d', bytes))
    else
      redis.call('HSET', state, 'seq', lastText, 'at', atText)
    end
    local word, frames = 'log', ''
    if behind then
      local added, others = behind(last)
      if mostBytes > 0 then redis.call('HSET', state, 'bytes', string.format('%d', bytes + added)) end
      if others then word, frames = 'change', others end
    end
    if room[6] and (cut or math.floor(last / 64) ~= math.floor(seq / 64)) then
      trimBeside(log, state, math.max(cut or 0, last - most + 1))
    end
    -- From here on it is in the log. Redis takes back nothing of a script that fails, as for a right that was taken away, and its messages
    -- would be written again: so nothing may fail that can do without, and an id is not kept before the message that it is a receipt for.
    -- Not unpacked at once: Lua's stack is smaller than a batch may be.
    for i = 1, #ids, 200 do
      redis.call('HSET', current, unpack(ids, i, math.min(i + 199, #ids)))
    end
    -- The span ends in ten minutes at the latest, and what it took is remembered for ten more.
    if isFirstOfSpan and #ids > 0 then redis.pcall('EXPIRE', current, 2 * SPAN) end
    redis.pcall('PUBLISH', ARGV[arg], string.format('%s %s %d %s\n', word, epoch, seq + 1, atText) .. lines .. frames)
    for outbox = key + 4, key + keysOfRoom - 1 do post(KEYS[outbox], string.format('log %d %d\n', seq + 1, count) .. ARGV[arg]) end
  end
  -- Once a minute is enough, which the minute more makes up for.
  if seq == 0 or math.floor(at / 60000) ~= math.floor(lastAt / 60000) then
    redis.pcall('EXPIRE', state, ttl + 60)
    redis.pcall('EXPIRE', log, ttl + 60)
    if room[6] then
      redis.pcall('EXPIRE', beside(log, 'changes'), ttl + 60)
      redis.pcall('EXPIRE', beside(log, 'reactors'), ttl + 60)
    end
  end
  return {at, seq + 1, count, void, unpack(before)}
end

-- Puts a room in order that could not be written, and says what of it was void; nil when it cannot.
local function heal(key, failure)
  -- Made here, since to make a function is work, too, and nearly always in vain.
  -- Deletes what of a room is of another type.
  local function dropWrongTypes(key)
    local void, log = nil, KEYS[key]
    for name, look in pairs({
      [log] = {'XRANGE', '-', '+', 'COUNT', 1}, [KEYS[key + 1]] = {'HLEN'}, [KEYS[key + 2]] = {'HLEN'},
      [KEYS[key + 3]] = {'HLEN'}, [beside(log, 'changes')] = {'ZCARD'}, [beside(log, 'reactors')] = {'ZCARD'},
    }) do
      if isWrongType(redis.pcall(look[1], name, unpack(look, 2))) then
        redis.call('UNLINK', name)
        void = 'the type of ' .. name
      end
    end
    return void
  end

  -- Makes a log anew of what is its own: behind an entry that is ahead of it, or was, Redis takes none.
  local function rebuild(log, state)
    local seq = integer(redis.call('HGET', state, 'seq') or 0)
    local kept = redis.call('XREVRANGE', log, string.format('%d', seq), '-', 'COUNT', most)
    -- What was ahead may have been what its members saw.
    redis.call('HSET', state, 'epoch', epochFor(key))
    redis.call('UNLINK', log)
    for i = #kept, 1, -1 do
      local fields = kept[i][2]
      if parse(kept[i], seq) then redis.call('XADD', log, kept[i][1], 'f', fields[2], 'at', fields[4]) end
    end
    return 'an entry ahead of ' .. log
  end

  local void = nil
  if string.find(failure, 'WRONGTYPE', 1, true) then
    void = dropWrongTypes(key)
  elseif string.find(failure, 'top item', 1, true) or string.find(failure, 'last possible ID', 1, true) then
    void = rebuild(KEYS[key], KEYS[key + 1])
  end
  -- So that the bytes are counted anew, and all keys are made to expire.
  if void then redis.call('HDEL', KEYS[key + 1], 'bytes', 'at') end
  return void
end

local function why(failure)
  return type(failure) == 'table' and failure.err or tostring(failure)
end

-- The same as append; a room whose keys are not what they should be is put in order before, and one that cannot be fails alone: a text, why.
local function write(key, arg, effect)
  local done, reply = pcall(append, key, arg, effect)
  if not done then
    local could, void = pcall(heal, key, why(reply))
    if could and void then
      done, reply = pcall(append, key, arg, effect)
      if done then reply[4] = void end
    end
  end
  return done and reply or why(reply)
end
