import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.net.InetSocketAddress;
import java.util.List;

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

  public static void main(String[] arguments) {
    MongoBackend backend = arguments.length > 1 ? new H2Backend(arguments[1]) : new MemoryBackend();
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
