package havre.linux.nft;

import havre.linux.nft.Expression.Base;
import havre.linux.nft.Expression.Connection;
import havre.linux.nft.Expression.Meta;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// A rule: conditions, all of which must hold, and what then happens.
///
/// @param chain the chain it belongs to
public record NftRule(String chain, List<Expression> expressions) {

  public NftRule {
    expressions = List.copyOf(expressions);
  }

  /// Starts a rule of a chain.
  public static Builder in(NftFamily family, NftChain chain) {
    return new Builder(family, chain.name());
  }

  /// Collects the conditions of a rule in the order in which they are tried.
  public static final class Builder {
    private static final int LOCAL_ADDRESS = 2;
    private static final int STATE_ESTABLISHED_OR_RELATED = 2 | 4;
    private static final int STATUS_DESTINATION_NAT = 1 << 5;
    private static final int DESTINATION_PORT_OFFSET = 2;
    private static final int PORT_LENGTH = 2;
    private static final int REGISTER = 4;

    private final NftFamily family;
    private final String chain;
    private final List<Expression> expressions = new ArrayList<>();

    private Builder(NftFamily family, String chain) {
      this.family = family;
      this.chain = chain;
    }

    public Builder inputInterface(String name) {
      return interfaceName(Meta.INPUT_NAME, name, true);
    }

    public Builder inputInterfaceNot(String name) {
      return interfaceName(Meta.INPUT_NAME, name, false);
    }

    public Builder outputInterface(String name) {
      return interfaceName(Meta.OUTPUT_NAME, name, true);
    }

    public Builder outputInterfaceNot(String name) {
      return interfaceName(Meta.OUTPUT_NAME, name, false);
    }

    public Builder inputInterfaceIn(NftSet names) {
      return add(Expression.meta(Meta.INPUT_NAME, 0)).add(Expression.lookup(names.name(), 0, true));
    }

    public Builder inputInterfaceNotIn(NftSet names) {
      return add(Expression.meta(Meta.INPUT_NAME, 0))
          .add(Expression.lookup(names.name(), 0, false));
    }

    public Builder outputInterfaceIn(NftSet names) {
      return add(Expression.meta(Meta.OUTPUT_NAME, 0))
          .add(Expression.lookup(names.name(), 0, true));
    }

    /// The pair of input and output interface is one of a set's.
    public Builder interfacesIn(NftSet pairs) {
      return interfaces(pairs, true);
    }

    /// The pair of input and output interface is none of a set's.
    public Builder interfacesNotIn(NftSet pairs) {
      return interfaces(pairs, false);
    }

    public Builder transportProtocol(int number) {
      return add(Expression.meta(Meta.TRANSPORT_PROTOCOL, 0))
          .add(Expression.compare(0, true, new byte[] {(byte) number}));
    }

    /// The destination port is one of a range; only after [#transportProtocol].
    public Builder destinationPorts(int from, int to) {
      return add(port(0)).add(Expression.range(0, NftElement.port(from), NftElement.port(to)));
    }

    /// The first byte of the transport header: ICMP's type.
    public Builder icmpType(int type) {
      return add(Expression.payload(Base.TRANSPORT, 0, 1, 0))
          .add(Expression.compare(0, true, new byte[] {(byte) type}));
    }

    public Builder source(InetAddress subnet, int prefixLength) {
      return address(family.sourceOffset(), subnet, prefixLength, true);
    }

    public Builder destination(InetAddress subnet, int prefixLength) {
      return address(family.destinationOffset(), subnet, prefixLength, true);
    }

    public Builder destinationNot(InetAddress subnet, int prefixLength) {
      return address(family.destinationOffset(), subnet, prefixLength, false);
    }

    /// The destination is an address of this host.
    public Builder destinationIsLocal() {
      return add(Expression.destinationKind(0))
          .add(Expression.compare(0, true, Expression.word(LOCAL_ADDRESS)));
    }

    /// The packet belongs to a known connection, or to an error about one.
    public Builder establishedOrRelated() {
      return connectionBits(Connection.STATE, STATE_ESTABLISHED_OR_RELATED);
    }

    /// The connection's destination was changed: it goes to a published port.
    public Builder destinationWasTranslated() {
      return connectionBits(Connection.STATUS, STATUS_DESTINATION_NAT);
    }

    public Builder counter() {
      return add(Expression.counter());
    }

    public NftRule accept() {
      return add(Expression.verdict(Verdict.ACCEPT)).build();
    }

    public NftRule drop() {
      return add(Expression.verdict(Verdict.DROP)).build();
    }

    /// Goes on behind the place that jumped here; in a base chain this accepts.
    public NftRule leave() {
      return add(Expression.verdict(Verdict.RETURN)).build();
    }

    public NftRule jump(NftChain target) {
      return add(Expression.verdict(Verdict.jump(target.name()))).build();
    }

    public NftRule masquerade() {
      return add(Expression.masquerade()).build();
    }

    public NftRule sourceNat(InetAddress address) {
      return add(Expression.load(0, address.getAddress()))
          .add(Expression.sourceNat(family, 0))
          .build();
    }

    /// Protocol, destination address and destination port are in a set.
    public Builder destinationIn(NftSet places) {
      return destinationKey().add(Expression.lookup(places.name(), 0, true));
    }

    /// Looks up protocol, destination address and destination port in a map; what it gives, address
    /// and port, becomes the connection's destination.
    public NftRule destinationNatByAddress(NftSet map) {
      return destinationKey().natByMap(map);
    }

    private Builder destinationKey() {
      int portWord = 1 + family.addressLength() / REGISTER;
      return add(Expression.meta(Meta.TRANSPORT_PROTOCOL, 0))
          .add(
              Expression.payload(
                  Base.NETWORK, family.destinationOffset(), family.addressLength(), 1))
          .add(port(portWord));
    }

    /// As [#destinationNatByAddress], by protocol and destination port only.
    public NftRule destinationNatByPort(NftSet map) {
      return add(Expression.meta(Meta.TRANSPORT_PROTOCOL, 0)).add(port(1)).natByMap(map);
    }

    private NftRule natByMap(NftSet map) {
      return add(Expression.map(map.name(), 0, 0))
          .add(Expression.destinationNat(family, 0, family.addressLength() / REGISTER))
          .build();
    }

    private static Expression port(int word) {
      return Expression.payload(Base.TRANSPORT, DESTINATION_PORT_OFFSET, PORT_LENGTH, word);
    }

    private Builder interfaces(NftSet pairs, boolean found) {
      return add(Expression.meta(Meta.INPUT_NAME, 0))
          .add(Expression.meta(Meta.OUTPUT_NAME, REGISTER))
          .add(Expression.lookup(pairs.name(), 0, found));
    }

    private Builder interfaceName(Meta which, String name, boolean equal) {
      return add(Expression.meta(which, 0))
          .add(Expression.compare(0, equal, NftElement.interfaceName(name)));
    }

    private Builder address(int offset, InetAddress subnet, int prefixLength, boolean equal) {
      byte[] mask = mask(family.addressLength(), prefixLength);
      byte[] network = subnet.getAddress();
      for (int i = 0; i < mask.length; i++) {
        network[i] &= mask[i];
      }
      add(Expression.payload(Base.NETWORK, offset, mask.length, 0));
      if (prefixLength < mask.length * Byte.SIZE) {
        add(Expression.mask(0, mask));
      }
      return add(Expression.compare(0, equal, network));
    }

    private static byte[] mask(int length, int prefixLength) {
      var mask = new byte[length];
      for (int bit = 0; bit < prefixLength; bit++) {
        mask[bit / Byte.SIZE] |= (byte) (0x80 >> bit % Byte.SIZE);
      }
      return mask;
    }

    private Builder connectionBits(Connection what, int bits) {
      return add(Expression.connection(what, 0))
          .add(Expression.mask(0, Expression.word(bits)))
          .add(Expression.compare(0, false, Expression.word(0)));
    }

    private Builder add(Expression expression) {
      expressions.add(expression);
      return this;
    }

    private NftRule build() {
      return new NftRule(chain, expressions);
    }
  }
}
