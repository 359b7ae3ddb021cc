package havre.engine.launch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.HavreException;
import havre.runtime.Namespace;
import havre.runtime.Namespaces;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SysctlRulesTest {
  private static final Namespaces OWN = Namespaces.isolated();

  @Test
  void whatAnOwnNamespaceHoldsMayBeSet() {
    assertThatCode(
            () -> {
              check("net.ipv4.ip_forward", OWN);
              check("net/ipv4/conf/eth0.100/forwarding", OWN);
              check("kernel.msgmax", OWN);
              check("fs.mqueue.queues_max", OWN);
              check("kernel.domainname", OWN);
            })
        .doesNotThrowAnyException();
  }

  @Test
  void theHostsMayNot() {
    refused("sysctl \"vm.swappiness\" is not in a separate kernel namespace", "vm.swappiness", OWN);
    refused(
        "sysctl \"net.ipv4.ip_forward\" not allowed in host network namespace",
        "net.ipv4.ip_forward",
        OWN.withNetwork(Namespace.HOST));
    refused(
        "sysctl \"kernel.msgmax\" is not allowed in the hosts ipc namespace",
        "kernel.msgmax",
        OWN.withIpc(Namespace.HOST));
  }

  private static void check(String name, Namespaces namespaces) {
    SysctlRules.check(Map.of(name, "1"), namespaces);
  }

  private static void refused(String text, String name, Namespaces namespaces) {
    assertThatThrownBy(() -> check(name, namespaces))
        .isInstanceOf(HavreException.class)
        .hasMessageContaining(text);
  }
}
