-- What log.lua and read.lua have in common: this text stands before theirs (see Script).
--
-- A room is a log, a stream with an entry for all that was said at once: <seq of the last>-<how many before it>, the lines in its field f
-- and the time in its field at; and what is known of it, a hash:
--   epoch  the name of this row of seqs; another one when something of it was lost
--   seq    of the newest message
--   at     the time of the newest message, in ms
--   span   the second in which the ids began to go into the hash that takes them now; its parity says which of the two that is
--   bytes  at most so many are in the log and beside it; not there when nobody counts them
--   changed  not there unless something was changed in it, so that there is something beside the log
-- Beside the log are two sorted sets, by seqs:
--   changes   frames of the log as they are by now, each finished: they stand for those of the log, if that has them at all
--   reactors  by the seq of the message that it is about: "<seq> <emoji> <person>", who put an emoji beside it, and "<seq> edited <seq>",
--             the event that has its text
-- Whatever else stands there was written by another program, and is void. Without a seq or an epoch the room starts anew.
-- Whether an epoch is one is asked by read.lua alone: what is published under another one has every instance read.

-- The integer that a text is, from 0 to 2^53; else nil.
local function integer(text)
  local number = tonumber(text)
  return number and number >= 0 and number < 2 ^ 53 and number % 1 == 0 and number or nil
end

-- Whether what redis.pcall returned says that a key holds something of another type.
local function isWrongType(answer)
  return type(answer) == 'table' and answer.err and string.find(answer.err, 'WRONGTYPE', 1, true)
end

-- The seqs of an entry's first and last message, and its time; nothing when log.lua did not make it, or not of this log.
local function parse(entry, seq)
  local last, more = string.match(entry[1], '^(%d+)-(%d+)$')
  last, more = tonumber(last), tonumber(more)
  local fields = entry[2]
  local at = fields[3] == 'at' and integer(fields[4])
  if at and fields[1] == 'f' and more < last and last <= seq then return last - more, last, at end
end

-- The name of what stands beside a log.
local function beside(log, what)
  return string.sub(log, 1, -#'log' - 1) .. what
end
