package salons.web;

import java.util.List;
import salons.e2e.RedisServer;

/** Looks for a text in all that Redis keeps. */
final class Gone {
  /** All keys that hold a text: as commands give them, and as Redis keeps them, with what it only marked as deleted. */
  private static final String HOLDERS = """
      local read = {
        hash = {'HGETALL'}, set = {'SMEMBERS'}, zset = {'ZRANGE', 0, -1}, stream = {'XRANGE', '-', '+'},
        string = {'GET'}, list = {'LRANGE', 0, -1}
      }
      local holders = {}
      local function look(key, value)
        if type(value) == 'table' then
          for _, each in ipairs(value) do look(key, each) end
        elseif type(value) == 'string' and string.find(value, ARGV[1], 1, true) then
          holders[#holders + 1] = key
        end
      end
      for _, key in ipairs(redis.call('KEYS', '*')) do
        local command, more, evenMore = unpack(read[redis.call('TYPE', key).ok])
        look(key, more and redis.call(command, key, more, evenMore) or redis.call(command, key))
        look(key, redis.call('DUMP', key))
      end
      return holders
      """;

  private Gone() {}

  /** The keys that hold it. */
  static List<String> holders(RedisServer redis, String text) {
    redis.cli("CONFIG", "SET", "rdbcompression", "no");
    return redis
        .cli("EVAL", HOLDERS, "0", text)
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }
}
