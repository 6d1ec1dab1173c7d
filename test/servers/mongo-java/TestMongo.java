import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryCollection;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

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

  private static final class Memory extends MemoryBackend {
    @Override
    public MemoryDatabase openOrCreateDatabase(String name) {
      return new MemoryDatabase(name, getCursorRegistry()) {
        @Override
        protected MemoryCollection openOrCreateCollection(String name, CollectionOptions options) {
          return new IndexedCollection(this, name, options, cursorRegistry);
        }

        @Override
        public Document handleCommand(
            Channel channel, String command, Document query, DatabaseResolver databases, Oplog oplog) {
          Supplier<Document> handle = () -> super.handleCommand(channel, command, query, databases, oplog);
          Document match = leadingMatch(command, query);
          MongoCollection<Integer> collection =
              match == null ? null : resolveCollection(query.get(command).toString(), false);
          return collection == null ? handle.get() : ((IndexedCollection) collection).matching(match, handle);
        }
      };
    }

    /** Of an aggregation whose first stage keeps some of the documents, which. */
    private static Document leadingMatch(String command, Document query) {
      if (!command.equals("aggregate") || !(query.get("pipeline") instanceof List)) return null;
      List<?> pipeline = (List<?>) query.get("pipeline");
      Object first = pipeline.isEmpty() ? null : pipeline.get(0);
      Object match = first instanceof Document ? ((Document) first).get("$match") : null;
      return match instanceof Document ? (Document) match : null;
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
