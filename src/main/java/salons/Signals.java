package salons;

import java.lang.reflect.Proxy;

/**
 * Hears signals. A shutdown hook would not do: it cannot tell a second signal, nor leave with status 0. Reached by reflection, since
 * javac warns of {@code sun.misc.Signal} in a way that nothing can silence, though {@code jdk.unsupported} keeps it on purpose.
 */
final class Signals {
  private Signals() {}

  /** Calls {@code action}, on a thread of its own, instead of ending the process. */
  static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object calling = Proxy.newProxyInstance(
          handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
            action.run();
            return null;
          });
      Object named = signal.getConstructor(String.class).newInstance(name);
      Object before = signal.getMethod("handle", signal, handler).invoke(null, named, calling);
      assert before != null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
