package salons.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Expects the header of the PROXY protocol, version 1 or 2, as the first bytes of a connection, and closes one that begins otherwise.
 *
 * <p>Vert.x could do this, but its time-out begins anew with each byte, and it takes the address of a {@code LOCAL} one, which is none.
 */
final class ProxyHeader extends SimpleChannelInboundHandler<Object> {
  /** Of what else a header may tell nothing is wanted. */
  private static final int MOST_TLV_BYTES = 2_048;

  private final Predicate<@Nullable ClientAddress> read;
  private boolean closed;

  private ProxyHeader(Predicate<@Nullable ClientAddress> read) {
    this.read = read;
  }

  /**
   * To be called before anything is read of the channel.
   *
   * @param read is told who the client is, null when it is the proxy itself, or unknown; nothing is made of the bytes behind when it
   *     answers with false
   */
  static void expect(Channel channel, Predicate<@Nullable ClientAddress> read) {
    channel.pipeline().addFirst(new HAProxyMessageDecoder(MOST_TLV_BYTES), new ProxyHeader(read));
  }

  @Override
  public boolean acceptInboundMessage(Object message) {
    return closed || message instanceof HAProxyMessage;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Object message) {
    if (closed || !(message instanceof HAProxyMessage header)) {
      return;
    }
    HAProxyProxiedProtocol protocol = header.proxiedProtocol();
    boolean isNamed =
        header.command() == HAProxyCommand.PROXY && protocol != HAProxyProxiedProtocol.UNKNOWN;
    ClientAddress client = isNamed ? named(header) : null;
    if (isNamed && client == null) {
      close(context);
    } else if (read.test(client)) {
      context.pipeline().remove(this);
    } else {
      closed = true;
    }
  }

  private static @Nullable ClientAddress named(HAProxyMessage header) {
    HAProxyProxiedProtocol protocol = header.proxiedProtocol();
    if (protocol == HAProxyProxiedProtocol.UNIX_STREAM) {
      return ClientAddress.LOCAL;
    }
    boolean isTcp =
        protocol == HAProxyProxiedProtocol.TCP4 || protocol == HAProxyProxiedProtocol.TCP6;
    return isTcp ? ClientAddress.bare(header.sourceAddress()) : null;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable noHeader) {
    close(context);
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void close(ChannelHandlerContext context) {
    closed = true;
    context.channel().close();
  }
}
