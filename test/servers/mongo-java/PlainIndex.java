import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds the documents that may match a query without reading all of them, by the values it asks for in the first fields
 * of a key. Only equality and $in with texts, numbers, truth values and ids are looked up. What it finds is a superset:
 * whoever asks filters and sorts it, so a position too many costs time and one too few would be an error.
 */
final class PlainIndex {
  /** Fields of a key that are looked up. More would leave no fewer documents, and take memory for each of them. */
  private static final int MOST_FIELDS = 3;

  private final List<String> fields;
  private final boolean isUnique;
  /** By the values of the first field, of the first two, and so on. */
  private final Map<List<Object>, Positions> byValues = new HashMap<>();

  PlainIndex(List<String> keys, boolean isUnique) {
    // A place in a list, a wildcard or the like is none of the names that are understood here.
    fields =
        keys.stream()
            .limit(MOST_FIELDS)
            .takeWhile(key -> key.matches("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*"))
            .collect(Collectors.toList());
    this.isUnique = isUnique && fields.equals(keys);
  }

  void add(Document document, int position) {
    for (List<Object> values : valuesOf(document)) {
      byValues.computeIfAbsent(values, none -> new Positions()).add(position);
    }
  }

  /** The document as it was when it was added. */
  void remove(Document document, int position) {
    for (List<Object> values : valuesOf(document)) {
      byValues.computeIfPresent(values, (same, positions) -> positions.remove(position) ? positions : null);
    }
  }

  void update(Document before, Document after, int position) {
    if (valuesOf(before).equals(valuesOf(after))) return;
    remove(before, position);
    add(after, position);
  }

  /** How few documents it leaves to be read; more is better, 0 is all of them. */
  int selectivity(Document query) {
    int asked = askedOf(query).size();
    return isUnique && asked == fields.size() ? Integer.MAX_VALUE : asked;
  }

  /** In the order the documents are stored in, as reading all of them would give. For a selectivity above 0. */
  SortedSet<Integer> positions(Document query) {
    List<Set<Object>> asked = askedOf(query);
    SortedSet<Integer> found = new TreeSet<>();
    for (List<Object> values : prefixes(asked)) {
      Positions positions = values.size() < asked.size() ? null : byValues.get(values);
      if (positions != null) positions.stream().forEach(found::add);
    }
    return found;
  }

  /** Of the first fields, as far as values are asked for, these values. */
  private List<Set<Object>> askedOf(Document query) {
    List<Set<Object>> asked = new ArrayList<>();
    for (String field : fields) {
      Set<Object> values = wanted(query.get(field));
      if (values.isEmpty()) break;
      asked.add(values);
    }
    return asked;
  }

  /** Empty: not to be looked up. */
  private static Set<Object> wanted(Object condition) {
    Object values = condition == null ? List.of() : List.of(condition);
    if (condition instanceof Document) {
      Document operators = (Document) condition;
      if (operators.keySet().equals(Set.of("$eq"))) return wanted(operators.get("$eq"));
      values = operators.keySet().equals(Set.of("$in")) ? operators.get("$in") : List.of();
    }
    if (!(values instanceof Collection)) return Set.of();
    Set<Object> known = ((Collection<?>) values).stream().map(PlainIndex::known).collect(Collectors.toSet());
    return known.contains(null) ? Set.of() : known;
  }

  private Set<List<Object>> valuesOf(Document document) {
    List<Set<Object>> values = new ArrayList<>();
    for (String field : fields) {
      Set<Object> found = new LinkedHashSet<>();
      collect(document, List.of(field.split("\\.")), found);
      found.remove(null);
      values.add(found);
    }
    return prefixes(values);
  }

  /** A list stands for each of its elements, wherever on the path it is. */
  private static void collect(Object value, List<String> path, Set<Object> found) {
    if (value instanceof Collection) {
      for (Object element : (Collection<?>) value) collect(element, path, found);
    } else if (path.isEmpty()) {
      found.add(known(value));
    } else if (value instanceof Document) {
      collect(((Document) value).get(path.get(0)), path.subList(1, path.size()), found);
    }
  }

  /** As the library compares it: 1 is 1.0. Null: not to be looked up. */
  private static Object known(Object value) {
    if (value instanceof Number) return new KeyValue(value).normalized().get(0);
    return value instanceof String || value instanceof Boolean || value instanceof ObjectId ? value : null;
  }

  /** Every choice of one of the first values, of one of the first and one of the second, and so on. */
  private static Set<List<Object>> prefixes(List<Set<Object>> values) {
    Set<List<Object>> all = new LinkedHashSet<>();
    List<List<Object>> last = List.of(List.of());
    for (Set<Object> each : values) {
      List<List<Object>> longer = new ArrayList<>();
      for (List<Object> begun : last) {
        for (Object value : each) {
          Object[] one = Arrays.copyOf(begun.toArray(), begun.size() + 1);
          one[begun.size()] = value;
          longer.add(List.of(one));
        }
      }
      all.addAll(longer);
      last = longer;
    }
    return all;
  }

  /** Sorted numbers, small in memory. */
  private static final class Positions {
    private int[] sorted = new int[1];
    private int size = 0;

    void add(int position) {
      int found = Arrays.binarySearch(sorted, 0, size, position);
      if (found >= 0) return;
      int index = -found - 1;
      if (size == sorted.length) sorted = Arrays.copyOf(sorted, size + size / 2 + 1);
      System.arraycopy(sorted, index, sorted, index + 1, size - index);
      sorted[index] = position;
      size += 1;
    }

    /** Whether some are left. */
    boolean remove(int position) {
      int index = Arrays.binarySearch(sorted, 0, size, position);
      if (index >= 0) {
        size -= 1;
        System.arraycopy(sorted, index + 1, sorted, index, size - index);
      }
      return size > 0;
    }

    IntStream stream() {
      return Arrays.stream(sorted, 0, size);
    }
  }
}
