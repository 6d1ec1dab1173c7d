import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.QueryParameters;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryCollection;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.StreamSupport;

/** A server that speaks MongoDB's wire protocol. Arguments: port (0: a free one), and a file where data must survive. */
public final class TestMongo {
  /** The newest version the library knows is one that current drivers refuse; what tests use is the same in 6.0. */
  private static final class Six implements MongoVersion {
    public List<Integer> getVersionArray() {
      return List.of(6, 0, 0);
    }

    public int getWireVersion() {
      return 17;
    }
  }

  /**
   * Answers with copies. The library would answer with documents that others change in place while they are sent: a
   * reader would get one part as it was and the other as it is.
   */
  private static final class Memory extends MemoryBackend {
    @Override
    public MemoryDatabase openOrCreateDatabase(String name) {
      return new MemoryDatabase(name, getCursorRegistry()) {
        @Override
        protected MemoryCollection openOrCreateCollection(String name, CollectionOptions options) {
          return new MemoryCollection(this, name, options, cursorRegistry) {
            /** Whether what is looked for is about to be changed: then it has to be the document itself. */
            private boolean isChanging;

            @Override
            public synchronized QueryResult handleQuery(QueryParameters query) {
              QueryResult found = super.handleQuery(query);
              if (isChanging) return found;
              List<Document> copies =
                  StreamSupport.stream(found.spliterator(), false).map(Document::cloneDeeply).toList();
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
          };
        }
      };
    }
  }

  public static void main(String[] arguments) {
    MongoBackend backend = arguments.length > 1 ? new H2Backend(arguments[1]) : new Memory();
    MongoServer server = new MongoServer(backend.version(new Six()));
    // Asked to end it writes what it has; whoever is connected finds out by losing the connection.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      backend.close();
      Runtime.getRuntime().halt(0);
    }));
    server.bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])));
    System.out.println("port " + server.getLocalAddress().getPort());
  }
}
