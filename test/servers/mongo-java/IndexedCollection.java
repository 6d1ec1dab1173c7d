import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.QueryParameters;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.memory.MemoryCollection;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A collection in memory with two differences to the library's. It answers with copies: the library would answer with
 * documents that others change in place while they are sent, and a reader would get one part as it was and the other as
 * it is. And queries use every index; the library's know unique ones, and those only for queries of nothing but their key.
 */
final class IndexedCollection extends MemoryCollection {
  /** Beside those of the library, which see to uniqueness; by name. */
  private final Map<String, PlainIndex> lookups = new LinkedHashMap<>();
  /** What an aggregation on this thread keeps of the collection, until it has read it. */
  private final ThreadLocal<Document> leadingMatch = new ThreadLocal<>();
  /** Whether what is looked for is about to be changed: then it has to be the document itself. */
  private boolean isChanging;

  IndexedCollection(MongoDatabase database, String name, CollectionOptions options, CursorRegistry cursors) {
    super(database, name, options, cursors);
  }

  @Override
  public synchronized void addIndex(Index<Integer> index) {
    super.addIndex(index);
    if (lookups.containsKey(index.getName())) return;
    List<String> keys = index.getKeys().stream().map(IndexKey::getKey).collect(Collectors.toList());
    PlainIndex lookup = new PlainIndex(keys, index.isUnique());
    streamAllDocumentsWithPosition().forEach(each -> lookup.add(each.getDocument(), each.getPosition()));
    lookups.put(index.getName(), lookup);
  }

  @Override
  public synchronized void dropIndex(String name) {
    super.dropIndex(name);
    lookups.remove(name);
  }

  @Override
  protected Integer addDocumentInternal(Document document) {
    // Each document comes with names of its own: nearly a quarter of the memory they take.
    Document lean = new Document();
    document.forEach((field, value) -> lean.put(field.intern(), value));
    Integer position = super.addDocumentInternal(lean);
    for (PlainIndex lookup : lookups.values()) lookup.add(lean, position);
    return position;
  }

  @Override
  protected void handleUpdate(Integer position, Document before, Document after) {
    super.handleUpdate(position, before, after);
    for (PlainIndex lookup : lookups.values()) lookup.update(before, after, position);
  }

  @Override
  protected void removeDocument(Integer position) {
    for (PlainIndex lookup : lookups.values()) lookup.remove(getDocument(position), position);
    super.removeDocument(position);
  }

  @Override
  protected QueryResult queryDocuments(
      Document query, Document order, int skip, int limit, int batchSize, Document fields) {
    boolean isNatural = order != null && order.containsKey("$natural");
    if (!isNatural && getIndexes().stream().noneMatch(index -> index.canHandle(query))) {
      PlainIndex best = null;
      for (PlainIndex lookup : lookups.values()) {
        if (lookup.selectivity(query) > (best == null ? 0 : best.selectivity(query))) best = lookup;
      }
      if (best != null) {
        return matchDocuments(query, best.positions(query), order, skip, limit, batchSize, fields);
      }
    }
    return super.queryDocuments(query, order, skip, limit, batchSize, fields);
  }

  @Override
  public synchronized int count(Document query, int skip, int limit) {
    return super.count(query, skip, limit);
  }

  /** An aggregation would read, and copy, all documents before its first stage leaves most of them out. */
  <Result> Result matching(Document match, Supplier<Result> aggregate) {
    leadingMatch.set(match);
    try {
      return aggregate.get();
    } finally {
      leadingMatch.remove();
    }
  }

  @Override
  public Stream<Document> queryAllAsStream() {
    Document match = leadingMatch.get();
    leadingMatch.remove();
    return match == null ? super.queryAllAsStream() : handleQueryAsStream(new Document("$query", match));
  }

  @Override
  public synchronized QueryResult handleQuery(QueryParameters query) {
    QueryResult found = super.handleQuery(query);
    if (isChanging) return found;
    List<Document> copies =
        StreamSupport.stream(found.spliterator(), false).map(Document::cloneDeeply).collect(Collectors.toList());
    return new QueryResult(copies, found.getCursorId());
  }

  @Override
  public synchronized Document findAndModify(Document query) {
    isChanging = true;
    try {
      return super.findAndModify(query).cloneDeeply();
    } finally {
      isChanging = false;
    }
  }

  @Override
  public synchronized int deleteDocuments(Document selector, int limit, Oplog oplog) {
    isChanging = true;
    try {
      return super.deleteDocuments(selector, limit, oplog);
    } finally {
      isChanging = false;
    }
  }
}
