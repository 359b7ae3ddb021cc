package havre.engine.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.engine.container.MountRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountRulesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      nullValues = "-",
      emptyValue = "",
      textBlock =
          """
          bind | /nope/x | /x | bind source path does not exist: /nope/x
          bind | ~~ | /x | field Source must not be empty
          bind | /tmp | ~~ | field Target must not be empty
          bind | tmp | /x | invalid mount path: 'tmp' mount path must be absolute
          bind | /tmp | x | invalid mount path: 'x' mount path must be absolute
          bind | /tmp | / | invalid specification: destination can't be '/'
          npipe | a | /x | mount type unknown
          tmpfs | a | /x | field Source must not be specified
          image | ~~ | /x | field Source must not be empty
          """)
  void refusesInDockersWords(String type, String source, String target, String reason) {
    assertThatThrownBy(() -> MountRules.checkEntry(request(type, source, target)))
        .hasMessage("invalid mount config for type \"%s\": %s".formatted(type, reason));
  }

  @Test
  void refusesOptionsOfAnotherType() {
    var bind = new MountRequest.BindOptions("", false, false, false, false);
    var mount = new MountRequest("volume", "v", "/x", false, "", bind, null, null, null);
    assertThatThrownBy(() -> MountRules.checkEntry(mount))
        .hasMessage("BindOptions must not be specified on mount type \"volume\"");
  }

  @Test
  void refusesPropagationsThatThereAreNot() {
    var bind = new MountRequest.BindOptions("zz", false, false, false, false);
    var mount = new MountRequest("bind", "/tmp", "/x", false, "", bind, null, null, null);
    assertThatThrownBy(() -> MountRules.checkEntry(mount))
        .hasMessage("invalid mount config for type \"bind\": invalid propagation mode: zz");
  }

  @Test
  void leavesAMissingSourceThatIsToBeMade() {
    var bind = new MountRequest.BindOptions("", false, true, false, false);
    var mount = new MountRequest("bind", "/nope/x", "/x", false, "", bind, null, null, null);
    assertThatCode(() -> MountRules.checkEntry(mount)).doesNotThrowAnyException();
  }

  @Test
  void keepsSubpathsInside() {
    for (String path : List.of("../a", "a/../../b", "/a")) {
      assertThatThrownBy(() -> MountRules.checkEntry(volume("data", path)))
          .as(path)
          .hasMessage(
              "invalid mount config for type \"volume\": subpath must be a relative path within the volume");
    }
    assertThatCode(() -> MountRules.checkEntry(volume("data", "a/../b")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> MountRules.checkEntry(volume("", "a")))
        .hasMessage(
            "invalid mount config for type \"volume\": must not set Subpath when using anonymous volumes");
  }

  @Test
  void takesOnlyExecOfTmpfsOptions() {
    var exec = new MountRequest.TmpfsOptions(0, 0, List.of(List.of("exec")));
    var uid = new MountRequest.TmpfsOptions(0, 0, List.of(List.of("uid", "1")));
    assertThatCode(() -> MountRules.checkEntry(tmpfs(exec))).doesNotThrowAnyException();
    assertThatThrownBy(() -> MountRules.checkEntry(tmpfs(uid)))
        .hasMessage("invalid mount config for type \"tmpfs\": invalid option: uid");
  }

  private static MountRequest request(String type, String source, String target) {
    return new MountRequest(type, source, target, false, "", null, null, null, null);
  }

  private static MountRequest volume(String source, String subpath) {
    var options = new MountRequest.VolumeOptions(false, Map.of(), "", Map.of(), subpath);
    return new MountRequest("volume", source, "/x", false, "", null, options, null, null);
  }

  private static MountRequest tmpfs(MountRequest.TmpfsOptions options) {
    return new MountRequest("tmpfs", "", "/x", false, "", null, null, options, null);
  }
}
