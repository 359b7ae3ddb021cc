package havre.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.linux.Errno;
import havre.linux.LinuxException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Links, addresses and routes of the test's own network namespace.
class RtnetlinkIT {
  private static final MacAddress MAC = new MacAddress("02:42:0a:00:00:01");

  private final Rtnetlink rtnetlink = new Rtnetlink();

  @AfterEach
  void removeLinks() {
    for (Link link : rtnetlink.links()) {
      boolean ours = link.name().startsWith("test");
      if (ours && rtnetlink.link(link.name()).isPresent()) {
        rtnetlink.send("RTM_DELLINK", link.name(), LinkMessages.delete(link.index()));
      }
    }
    rtnetlink.close();
  }

  @Test
  void aBridgeIsMadeFoundAndDeleted() {
    Link bridge = bridge();

    assertThat(bridge.kind()).isEqualTo("bridge");
    assertThat(bridge.up()).isTrue();
    assertThat(bridge.mac()).isEqualTo(MAC.text());
    assertThat(bridge.mtu()).isEqualTo(1400);
    assertThat(rtnetlink.links()).contains(rtnetlink.link("testbr").orElseThrow());

    rtnetlink.send("RTM_DELLINK", "testbr", LinkMessages.delete(bridge.index()));
    assertThat(rtnetlink.link("testbr")).isEmpty();
  }

  @Test
  void aVethIsMadeInItsBridgeWithItsPeerElsewhere() {
    Link bridge = bridge();
    var request =
        new VethRequest(
            "testveth",
            4001,
            bridge.index(),
            1400,
            "testpeer",
            4002,
            new MacAddress("02:42:0a:00:00:02"),
            new VethRequest.OfProcess((int) ProcessHandle.current().pid()));

    rtnetlink.send(
        "RTM_NEWLINK",
        "testveth",
        List.of(LinkMessages.createVeth(request), LinkMessages.setPort(4001, true, true)));

    Link veth = rtnetlink.link("testveth").orElseThrow();
    assertThat(veth)
        .returns(4001, Link::index)
        .returns(bridge.index(), Link::master)
        .returns("veth", Link::kind)
        .returns(true, Link::up);
    assertThat(rtnetlink.link("testpeer").orElseThrow())
        .returns(4002, Link::index)
        .returns("02:42:0a:00:00:02", Link::mac)
        .returns(false, Link::up);
  }

  @Test
  void addressesAndRoutesAreListed() throws Exception {
    int index = bridge().index();
    InetAddress address = InetAddress.ofLiteral("10.0.0.1");
    InetAddress gateway = InetAddress.ofLiteral("10.0.0.254");

    rtnetlink.send(
        "RTM_NEWADDR",
        "testbr",
        List.of(
            AddressMessages.add(index, address, 24),
            AddressMessages.add(index, address, 24),
            AddressMessages.add(index, InetAddress.ofLiteral("fd00::1"), 64),
            AddressMessages.addDefaultRoute(index, gateway),
            AddressMessages.addLinkRoute(index, InetAddress.ofLiteral("10.7.0.0"), 16)));

    assertThat(rtnetlink.addresses())
        .contains(
            new InterfaceAddress(index, address, 24),
            new InterfaceAddress(index, InetAddress.ofLiteral("fd00::1"), 64));
    assertThat(rtnetlink.routes())
        .anySatisfy(route -> {
          assertThat(route.gateway()).isEqualTo(gateway);
          assertThat(route.isOrdinary()).isFalse();
        })
        .anySatisfy(route -> {
          assertThat(route.destination()).isEqualTo(InetAddress.ofLiteral("10.7.0.0"));
          assertThat(route.prefixLength()).isEqualTo(16);
          assertThat(route.isOrdinary()).isTrue();
        });

    rtnetlink.send("RTM_DELADDR", "testbr", AddressMessages.remove(index, address, 24));
    assertThat(rtnetlink.addresses()).doesNotContain(new InterfaceAddress(index, address, 24));
  }

  @Test
  void linksChange() {
    int index = bridge().index();

    rtnetlink.send(
        "RTM_NEWLINK",
        "testbr",
        List.of(
            LinkMessages.setUp(index, false),
            LinkMessages.setMtu(index, 1300),
            LinkMessages.setName(index, "testbr2")));

    assertThat(rtnetlink.link("testbr2").orElseThrow())
        .returns(false, Link::up)
        .returns(1300, Link::mtu);
  }

  @Test
  void failuresNameTheObjectAndTheError() {
    bridge();

    assertThatThrownBy(this::bridge)
        .isInstanceOfSatisfying(LinuxException.class, e -> assertThat(e.is(Errno.EEXIST)).isTrue())
        .hasMessageStartingWith("RTM_NEWLINK testbr");
  }

  private Link bridge() {
    rtnetlink.send("RTM_NEWLINK", "testbr", LinkMessages.createBridge("testbr", 1400, MAC));
    return rtnetlink.link("testbr").orElseThrow();
  }
}
