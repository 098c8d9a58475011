package salons.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class FreePortTest {
  @Test
  void a_server_can_listen_on_it_and_another_after_it() throws IOException {
    int port = FreePort.reserve();
    for (int server = 0; server < 2; server++) {
      try (ServerSocket listening = new ServerSocket(port);
          Socket client = new Socket("localhost", port)) {
        assertThat(client.getPort()).isEqualTo(listening.getLocalPort());
        assertThat(FreePort.isFree(port)).isFalse();
      }
      assertThat(FreePort.isFree(port)).isTrue();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void it_is_given_to_nobody_else() throws IOException {
    int port = FreePort.reserve();
    try (ServerSocket other = new ServerSocket()) {
      other.setReuseAddress(false);
      assertThatThrownBy(() -> other.bind(new InetSocketAddress(port)))
          .isInstanceOf(BindException.class);
    }
  }
}
