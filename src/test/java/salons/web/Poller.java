package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import salons.e2e.CanIgnoreReturnValue;

/** A client of Socket.IO that polls, and does no more than it is told. */
final class Poller {
  static final String HANDSHAKE = "/socket.io/?EIO=4&transport=polling";
  private static final String SEPARATOR = "\u001e";

  /** Of all of them: who asks one after the other uses one connection. */
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final URI uri;
  final String path;

  /** Begins a session. */
  Poller(int port) {
    this(port, HANDSHAKE);
  }

  /** Begins one by this path. */
  Poller(int port, String handshake) {
    String here = "http://127.0.0.1:" + port;
    String opened = get(here + handshake).join().body();
    path = handshake + "&sid=" + opened.replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
    uri = URI.create(here + path);
  }

  /** Has joined the room. */
  static Poller in(String room, int port) {
    Poller poller = new Poller(port);
    poller.say("40", "420[\"join\",{\"room\":\"" + room + "\",\"user\":\"Poller\"}]");
    poller.hear(packet -> packet.startsWith("430[{"));
    return poller;
  }

  private CompletableFuture<HttpResponse<String>> get(String from) {
    return HTTP.sendAsync(
        HttpRequest.newBuilder(URI.create(from)).build(), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> poll() {
    return get(uri.toString());
  }

  /** The packets that one poll brings. */
  List<String> packets() {
    HttpResponse<String> answer = poll().join();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return List.of(answer.body().split(SEPARATOR));
  }

  /** Polls until a packet comes that matches, and gives all that came, this one last. */
  @CanIgnoreReturnValue
  List<String> hear(Predicate<String> wanted) {
    List<String> heard = new ArrayList<>();
    while (true) {
      for (String packet : packets()) {
        heard.add(packet);
        if (wanted.test(packet)) {
          return heard;
        }
      }
    }
  }

  HttpResponse<String> post(String body) {
    HttpRequest post =
        HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)).build();
    return HTTP.sendAsync(post, BodyHandlers.ofString()).join();
  }

  /** Posts packets, which are taken. */
  void say(String... packets) {
    assertThat(post(String.join(SEPARATOR, packets)).body()).isEqualTo("ok");
  }
}
