-- Appends an event that changes a message: another text, gone, an emoji beside it; and makes the message what it is from then on.
--
-- A stream cannot be rewritten: what was deleted of it stays in its memory as long as its neighbours do. So before a text goes, all that
-- the log has goes over to the frames beside it, where it is really gone when it is; each is moved once at most.
--
-- KEYS, ARGV  as in log.lua for one room, then what append reads there; then
--       1 the kind of the event: 'edited', 'deleted', 'reaction'   2 the seq of the message   3 who changes it: their by, or ''
--       4 within how many ms one's own may be edited and deleted, or 0   5 '1' for a moderator, who may delete any
--       6 the emoji   7 who puts it there: '=' and their by, or '~' and the name of who has none   8 '1' to put it there, '0' to take it away
-- Returns what write returns. Why nothing was appended is 'no_such_message', 'forbidden' (it is somebody else's), 'too_late', 'too_many_kinds'
-- or 'too_many' (reactions), or, for a reaction that is there or gone already, "<seq> <at>" of the room's newest event.
keysOfRoom = #KEYS
local MOST_KINDS, MOST_REACTIONS = 20, 1000

local log, arg = KEYS[1], 9 + ARGV[8] * 2
local kind, of, by, within, isModerator = ARGV[arg], tonumber(ARGV[arg + 1]), ARGV[arg + 2], tonumber(ARGV[arg + 3]), ARGV[arg + 4] == '1'
local emoji, who, isOn = ARGV[arg + 5], ARGV[arg + 6], ARGV[arg + 7] == '1'
local changes, reactors = beside(log, 'changes'), beside(log, 'reactors')

local function text(number) return string.format('%d', number) end

-- Where a text without magic characters begins in another; nil when it is not there. In a frame no string can hold what is looked for
-- here: its quotes would have a backslash before them.
local function find(frame, what, from) return (string.find(frame, what, from or 1, true)) end

-- The frame of a seq among those beside the log.
local function changed(seq)
  return redis.call('ZRANGEBYSCORE', changes, text(seq), text(seq))[1]
end

-- Puts a frame beside the log; returns how many bytes more there are.
local function put(seq, frame, former)
  if former then redis.call('ZREM', changes, former) end
  redis.call('ZADD', changes, text(seq), frame)
  return #frame - (former and #former or -OVERHEAD)
end

-- The finished frame of a line.
local function fill(line, seq, at)
  local one = find(line, '\1')
  local other = one and find(line, '\1', one + 1)
  return other and string.sub(line, 1, one - 1) .. seq .. string.sub(line, one + 1, other - 1) .. at .. string.sub(line, other + 1)
end

-- Gives each frame of an entry to a function.
local function eachFrame(entry, first, at, take)
  local lines, from, seq, atText = entry[2][2], 1, first, text(at)
  while from do
    local newline = find(lines, '\n', from)
    local frame = fill(newline and string.sub(lines, from, newline - 1) or from == 1 and lines or string.sub(lines, from), text(seq), atText)
    if frame then take(seq, frame) end
    from, seq = newline and newline + 1, seq + 1
  end
end

-- The first entry of the log's own from this id on, and its seqs and time; nothing when there is none.
local function firstFrom(id, newest)
  for _ = 1, 64 do
    local entry = redis.call('XRANGE', log, id, '+', 'COUNT', 1)[1]
    if not entry then return end
    local first, last, at = parse(entry, newest)
    if first then return entry, first, last, at end
    id = '(' .. entry[1]
  end
end

-- The frame of a message as it is by now; nothing when there is none.
local function messageOf(seq, newest)
  local found = changed(seq)
  if not found then
    local entry, first, _, at = firstFrom(text(seq), newest)
    if entry and first <= seq then
      eachFrame(entry, first, at, function(each, frame)
        if each == seq then found = frame end
      end)
    end
  end
  if found and find(found, '{"type":"message",') == 1 and not find(found, ',"deleted":true') then return found end
end

-- Moves all of the log beside it.
local function moveAll(newest)
  local id = '-'
  while id do
    local entries = redis.call('XRANGE', log, id, '+', 'COUNT', 64)
    for _, entry in ipairs(entries) do
      local first, _, at = parse(entry, newest)
      if first then
        eachFrame(entry, first, at, function(seq, frame)
          if not changed(seq) then put(seq, frame) end
        end)
      end
    end
    id = entries[64] and '(' .. entries[64][1]
  end
  redis.call('XTRIM', log, 'MAXLEN', 0)
end

-- The seq of the event that has the message's text, when it was edited, and how that is kept.
local function lastEdit()
  local prefix = text(of) .. ' edited '
  for _, kept in ipairs(redis.call('ZRANGEBYSCORE', reactors, text(of), text(of))) do
    if find(kept, prefix) == 1 then return tonumber(string.sub(kept, #prefix + 1)), kept end
  end
end

-- What the frame of a message is made of: what is before its text, its text, when it was edited, its reactions, what is behind.
local function takeApart(frame)
  local at = find(frame, ',"text":"')
  local tail = find(frame, ',"at":', at)
  local edited = string.match(frame, ',"edited":(%d+)', at)
  local endOfText = find(frame, ',"edited":', at) or find(frame, ',"reactions":{', at) or tail
  local reactions = find(frame, ',"reactions":{', at)
  return string.sub(frame, 1, at - 1), string.sub(frame, at, endOfText - 1), edited,
    reactions and string.sub(frame, reactions, tail - 1) or '', string.sub(frame, tail)
end

-- The rest of what is in a frame without its text.
local function withoutText(frame)
  local at = find(frame, ',"text":"')
  return at and string.sub(frame, 1, at - 1) .. string.sub(frame, find(frame, ',"at":', at))
end

-- Who put which emoji beside the message, in the order of the set.
local function reactionRows()
  local rows = {}
  for _, kept in ipairs(redis.call('ZRANGEBYSCORE', reactors, text(of), text(of))) do
    local which, who = string.match(kept, '^%d+ (%S+) (.*)$')
    if which and which ~= 'edited' then rows[#rows + 1] = {which, who} end
  end
  return rows
end

-- The reactions of the message as they stand in its frame: of each emoji how many, and the by of the first.
local function reactionsField()
  local kinds, order = {}, {}
  for _, row in ipairs(reactionRows()) do
    local of = kinds[row[1]]
    if not of then
      of = {n = 0, by = {}}
      kinds[row[1]], order[#order + 1] = of, row[1]
    end
    of.n = of.n + 1
    local who = string.match(row[2], '^=([^%c"\\]+)$')
    if who and #of.by < 20 then of.by[#of.by + 1] = '"' .. who .. '"' end
  end
  for i, which in ipairs(order) do
    order[i] = string.format('"%s":{"n":%d,"by":[%s]}', which, kinds[which].n, table.concat(kinds[which].by, ','))
  end
  return #order > 0 and ',"reactions":{' .. table.concat(order, ',') .. '}' or ''
end

local isReaction = kind == 'reaction'
local reaction = text(of) .. ' ' .. emoji .. ' ' .. who

-- Why the message may not be changed so; nil when it may.
local function refusal(frame, now, newest, newestAt)
  if not frame then return 'no_such_message' end
  if not isReaction then
    if kind == 'deleted' and isModerator then return nil end
    if by == '' or not find(takeApart(frame), ',"by":"' .. by .. '"') then return 'forbidden' end
    local at = tonumber(string.match(frame, ',"at":(%d+)', find(frame, ',"text":"')))
    return within > 0 and now - at > within and 'too_late' or nil
  end
  local isThere = redis.call('ZSCORE', reactors, reaction)
  if isOn == (isThere and true or false) then return text(newest) .. ' ' .. text(newestAt) end
  if isOn then
    local kinds, count, rows = {}, 0, reactionRows()
    for _, row in ipairs(rows) do
      if not kinds[row[1]] then kinds[row[1]], count = true, count + 1 end
    end
    if not kinds[emoji] and count >= MOST_KINDS then return 'too_many_kinds' end
    if #rows >= MOST_REACTIONS then return 'too_many' end
  end
end

return write(1, 5, function(newest, newestAt, now)
  local frame = of <= newest and messageOf(of, newest)
  local why = refusal(frame, now, newest, newestAt)
  if why then return why end

  local edit, kept = lastEdit()
  if not isReaction then
    local _, first = firstFrom('-', newest)
    if first and first <= math.max(of, edit or 0) then moveAll(newest) end
  end

  return nil, function(seq)
    local head, itsText, edited, reactions, tail = takeApart(frame)
    if isReaction then
      redis.call(isOn and 'ZADD' or 'ZREM', reactors, unpack(isOn and {text(of), reaction} or {reaction}))
      reactions = reactionsField()
    elseif kind == 'edited' then
      itsText = select(2, takeApart(ARGV[7]))
      edited = text(now)
      redis.call('ZADD', reactors, text(of), text(of) .. ' edited ' .. text(seq))
      if kept then redis.call('ZREM', reactors, kept) end
    else
      redis.call('ZREMRANGEBYSCORE', reactors, text(of), text(of))
    end
    local changedFrame = kind == 'deleted' and head .. ',"deleted":true' .. tail
      or head .. itsText .. (edited and ',"edited":' .. edited or '') .. reactions .. tail
    local added, frames = put(of, changedFrame, changed(of)), '\n' .. changedFrame
    local superseded = edit and not isReaction and changed(edit)
    local stripped = superseded and withoutText(superseded)
    if stripped then
      added = added + put(edit, stripped, superseded)
      frames = frames .. '\n' .. stripped
    end
    redis.call('HSET', KEYS[2], 'changed', 1)
    for _, name in ipairs({changes, reactors}) do redis.pcall('EXPIRE', name, ttl + 60) end
    return added, frames
  end
end)
