package salons.protocol;

import java.util.List;

/**
 * The people of a room as a frame tells them: encoded once for all who enter at the same time.
 *
 * @param count how many there are
 * @param members JSON text of the fields that name them in order, the first of them when there are more than {@link Limits#NAMES}
 */
public record Roster(int count, byte[] members) {
  /** {@code people} are {@linkplain Person#encoded encoded}. */
  public static Roster of(int count, List<String> people) {
    return new Roster(count, fields("members", people));
  }

  /**
   * {@code ,"members":["Ana","Ana","Bo"],"membersBy":["k7q2m9xw4ahs3v6d",null,null]}: the names and, when somebody has one, their {@link
   * Person#by}, in the same order; likewise {@code ,"membersVerified":[true,false,false]}.
   */
  static byte[] fields(String key, List<String> people) {
    JsonWriter json = new JsonWriter(32 + 16 * people.size()).key(key).ascii("[");
    JsonWriter by = new JsonWriter(32).key(key + "By").ascii("[");
    boolean anyBy = false;
    for (int i = 0; i < people.size(); i++) {
      String person = people.get(i);
      String comma = i == 0 ? "" : ",";
      json = json.ascii(comma).string(Person.nameIn(person));
      String personBy = Person.byIn(person);
      anyBy |= personBy != null;
      by = personBy == null ? by.ascii(comma + "null") : by.ascii(comma).string(personBy);
    }
    json = json.ascii("]");
    json = anyBy ? json.json(by).ascii("]") : json;
    return verified(json, key, people).toBytes();
  }

  private static JsonWriter verified(JsonWriter json, String key, List<String> people) {
    if (people.stream().noneMatch(Person::isVerifiedIn)) {
      return json;
    }
    return json.key(key + "Verified")
        .ascii(people.stream().map(Person::isVerifiedIn).toList().toString().replace(" ", ""));
  }
}
