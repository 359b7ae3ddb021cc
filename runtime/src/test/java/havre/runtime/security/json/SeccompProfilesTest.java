package havre.runtime.security.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.HavreException;
import havre.linux.seccomp.LibSeccomp;
import havre.linux.seccomp.SeccompAction;
import havre.linux.seccomp.SeccompAgreement;
import havre.linux.seccomp.SeccompArch;
import havre.linux.seccomp.SeccompPolicy;
import havre.linux.seccomp.SyscallRule;
import havre.runtime.security.Capability;
import havre.runtime.security.CapabilitySet;
import havre.runtime.security.KernelVersion;
import havre.runtime.security.Machine;
import havre.runtime.security.SeccompFilters;
import havre.runtime.security.SeccompProfile;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SeccompProfilesTest {
  private static final Machine INTEL = new Machine(SeccompArch.X86_64, new KernelVersion(6, 12));
  private static final CapabilitySet ADMIN = CapabilitySet.of(Set.of(Capability.SYS_ADMIN));

  private final SeccompProfile standard = SeccompProfiles.dockerDefault();

  @Test
  void theDefaultCompilesToAFewHundredInstructions() {
    var filters = new SeccompFilters(INTEL);

    assertThat(filters.filter(standard, CapabilitySet.defaults()).instructions())
        .isBetween(130, 300);
    assertThat(filters.filter(standard, ADMIN).instructions()).isBetween(130, 300);
    assertThat(filters.filter(standard, ADMIN)).isSameAs(filters.filter(standard, ADMIN));
    assertThat(filters.filter(standard, ADMIN).flags()).isEqualTo(SeccompPolicy.FLAG_SPEC_ALLOW);
  }

  @Test
  void everyCallGetsLibseccompsAnswer() {
    var reference = new LibSeccomp();
    for (CapabilitySet capabilities :
        List.of(CapabilitySet.defaults(), ADMIN, new CapabilitySet(-1), new CapabilitySet(0))) {
      SeccompPolicy policy = standard.resolve(capabilities, INTEL);
      SeccompAgreement.check(known(policy, reference), reference);
    }
  }

  /// The policy without calls that the installed libseccomp is too old for.
  private static SeccompPolicy known(SeccompPolicy policy, LibSeccomp reference) {
    List<SyscallRule> rules =
        policy.rules().stream()
            .map(rule ->
                new SyscallRule(
                    rule.names().stream().filter(reference::knows).toList(),
                    rule.action(),
                    rule.conditions()))
            .toList();
    return new SeccompPolicy(policy.defaultAction(), policy.arches(), rules, policy.flags());
  }

  @Test
  void capabilitiesOpenCalls() {
    assertThat(rulesFor("mount", standard.resolve(CapabilitySet.defaults(), INTEL))).isEmpty();
    assertThat(rulesFor("mount", standard.resolve(ADMIN, INTEL))).hasSize(1);
    assertThat(rulesFor("clone3", standard.resolve(CapabilitySet.defaults(), INTEL)))
        .singleElement()
        .matches(rule -> rule.action().equals(SeccompAction.errno(38)));
    assertThat(rulesFor("clone3", standard.resolve(ADMIN, INTEL)))
        .singleElement()
        .matches(rule -> rule.action().equals(SeccompAction.ALLOW));
  }

  @Test
  void machinesDiffer() {
    var old = new Machine(SeccompArch.X86_64, new KernelVersion(4, 4));
    var arm = new Machine(SeccompArch.AARCH64, new KernelVersion(6, 1));

    assertThat(rulesFor("ptrace", standard.resolve(CapabilitySet.defaults(), old))).isEmpty();
    assertThat(rulesFor("ptrace", standard.resolve(CapabilitySet.defaults(), INTEL))).hasSize(1);
    assertThat(rulesFor("arch_prctl", standard.resolve(CapabilitySet.defaults(), arm))).isEmpty();
    assertThat(standard.resolve(CapabilitySet.defaults(), INTEL).arches())
        .containsExactly(SeccompArch.X86_64, SeccompArch.X86, SeccompArch.X32);
    assertThat(standard.resolve(CapabilitySet.defaults(), arm).arches())
        .containsExactly(SeccompArch.AARCH64);
  }

  @Test
  void ownProfilesAreRead() {
    SeccompProfile profile =
        SeccompProfiles.parse(
            """
            {"defaultAction":"SCMP_ACT_ALLOW","architectures":["SCMP_ARCH_X86_64"],"syscalls":[
              {"name":"mkdir","action":"SCMP_ACT_ERRNO","errnoRet":13,"args":[
                {"index":1,"value":18446744073709551615,"valueTwo":2,"op":"SCMP_CMP_MASKED_EQ"}]}]}
            """);
    SyscallRule rule = profile.resolve(ADMIN, INTEL).rules().getFirst();

    assertThat(rule.action()).isEqualTo(SeccompAction.errno(13));
    assertThat(rule.conditions().getFirst().mask()).isEqualTo(-1);
    assertThat(rule.conditions().getFirst().value()).isEqualTo(2);
  }

  @Test
  void wrongProfilesAreRefusedClearly() {
    assertRefused("{bad", "Decoding seccomp profile failed: ");
    assertRefused("[]", "Decoding seccomp profile failed: the profile is not an object");
    assertRefused(
        "{\"defaultAction\":\"SCMP_ACT_FOO\"}",
        "string SCMP_ACT_FOO is not a valid action for seccomp");
    assertRefused(
        "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"defaultErrnoRet\":\"a\"}",
        "Decoding seccomp profile failed: 'defaultErrnoRet' must be an error number");
    assertRefused(
        "{\"syscalls\":[{\"name\":\"mkdir\",\"names\":[\"x\"],\"action\":\"SCMP_ACT_ERRNO\"}]}",
        "both 'name' and 'names' are specified in the seccomp profile");
    assertRefused(
        "{\"architectures\":[\"SCMP_ARCH_X86\"],\"archMap\":[{\"architecture\":\"SCMP_ARCH_X86\"}]}",
        "both 'architectures' and 'archMap' are specified in the seccomp profile");
    assertRefused(
        argument("{\"index\":9,\"op\":\"SCMP_CMP_EQ\"}"), "error creating seccomp syscall");
    assertRefused(
        argument("{\"index\":1,\"op\":\"SCMP_CMP_FOO\"}"),
        "string SCMP_CMP_FOO is not a valid operator for seccomp");
    assertRefused(argument("{\"index\":1,\"value\":-1,\"op\":\"SCMP_CMP_EQ\"}"), "Decoding");
  }

  private static String argument(String argument) {
    return "{\"syscalls\":[{\"names\":[\"mkdir\"],\"action\":\"SCMP_ACT_ERRNO\",\"args\":["
        + argument
        + "]}]}";
  }

  private static void assertRefused(String json, String start) {
    assertThatThrownBy(() -> SeccompProfiles.parse(json))
        .isInstanceOf(HavreException.class)
        .hasMessageStartingWith(start);
  }

  private static List<SyscallRule> rulesFor(String call, SeccompPolicy policy) {
    return policy.rules().stream().filter(rule -> rule.names().contains(call)).toList();
  }
}
