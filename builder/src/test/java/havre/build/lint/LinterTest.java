package havre.build.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.build.dockerfile.DockerfileParser;
import havre.common.HavreException;
import havre.oci.image.Platform;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinterTest {
  private static final Platform AMD64 = Platform.of("linux", "amd64");

  private static List<String> found(String file, Map<String, String> given) {
    return Linter.check(
            DockerfileParser.parse(file),
            given,
            AMD64,
            name ->
                name.startsWith("known")
                    ? Optional.of(
                        new Linter.Base(
                            Set.of("JAVA_HOME"),
                            Platform.of("linux", name.equals("known-arm") ? "arm64" : "amd64")))
                    : Optional.empty())
        .stream()
        .map(LintWarning::shortText)
        .toList();
  }

  private static List<String> found(String file) {
    return found(file, Map.of());
  }

  @Test
  void findsNothingInAFileThatIsWellWritten() {
    assertThat(
            found(
                """
                # A comment
                ARG VERSION=1
                FROM known:${VERSION} AS build
                ARG PUBLIC_KEY
                ENV A=1 B=$JAVA_HOME
                WORKDIR /w/$A
                RUN echo $UNKNOWN \\
                    # inside
                    more
                FROM build
                WORKDIR relative
                COPY --from=build "$A" '$X' ${Y:-z} /
                EXPOSE 80/tcp
                CMD ["sh"]
                """))
        .isEmpty();
  }

  @Test
  void findsCasing() {
    assertThat(found("FROM known as Build\nrun x\nUSER a\n"))
        .containsExactly(
            "StageNameCasing: Stage name 'Build' should be lowercase (line 1)",
            "FromAsCasing: 'as' and 'FROM' keywords' casing do not match (line 1)",
            "ConsistentInstructionCasing: Command 'run' should match the case of the command"
                + " majority (uppercase) (line 2)")
        .hasSize(3);
    assertThat(found("from known\nRun x\n"))
        .containsExactly(
            "ConsistentInstructionCasing: Command 'Run' should match the case of the command"
                + " majority (lowercase) (line 2)");
  }

  @Test
  void findsStageNames() {
    assertThat(found("FROM known AS a\nFROM known AS a\nFROM a AS context\n"))
        .containsExactly(
            "DuplicateStageName: Duplicate stage name \"a\", stage names should be unique (line 2)",
            "ReservedStageName: Stage name should not use the same name as reserved stage"
                + " \"context\" (line 3)");
  }

  @Test
  void findsArgumentsAndPlatformsOfFrom() {
    assertThat(
            found(
                """
                ARG TAG
                FROM known:$TAG AS a
                FROM known:$TAGS AS b
                FROM --platform=$TARGETPLATFORM known AS c
                FROM --platform=linux/amd64 known AS d
                FROM --platform=linux/amd64 known AS build-amd64
                FROM known-arm AS f
                """,
                Map.of("TAG", "1")))
        .containsExactly(
            "InvalidDefaultArgInFrom: Default value for ARG known:$TAG results in empty or invalid"
                + " base image name (line 2)",
            "UndefinedArgInFrom: FROM argument 'TAGS' is not declared (did you mean TAG?) (line 3)",
            "RedundantTargetPlatform: Setting platform to predefined $TARGETPLATFORM in FROM is"
                + " redundant as this is the default behavior (line 4)",
            "FromPlatformFlagConstDisallowed: FROM --platform flag should not use constant value"
                + " \"linux/amd64\" (line 5)",
            "InvalidBaseImagePlatform: Base image known-arm was pulled with platform"
                + " \"linux/arm64\", expected \"linux/amd64\" for current build (line 7)");
  }

  @Test
  void findsVariablesWhereTheBaseIsKnown() {
    String file = "ENV HOMES=1\nCOPY $HOME ${PATH} /\nEXPOSE ${PORT}\nLABEL a=\"$JAVA_HOME\"\n";
    assertThat(found("FROM known\n" + file))
        .containsExactly(
            "UndefinedVar: Usage of undefined variable '$HOME' (did you mean $HOMES?) (line 3)",
            "UndefinedVar: Usage of undefined variable '$PORT' (line 4)");
    assertThat(found("FROM elsewhere\n" + file)).isEmpty();
    assertThat(found("FROM scratch\nUSER $X\n")).hasSize(1);
  }

  @Test
  void findsInstructionsThatAreBetterWrittenOtherwise() {
    assertThat(
            found(
                """
                FROM known
                MAINTAINER me
                ENV a b
                LABEL c d
                WORKDIR rel
                WORKDIR rel
                EXPOSE 80/TCP 127.0.0.1:80:80
                ARG DB_PASSWORD
                ENV AUTH=x PUBLIC_TOKEN=y
                CMD a
                CMD ["b"]
                RUN a \\

                    b
                """))
        .containsExactly(
            "MaintainerDeprecated: Maintainer instruction is deprecated in favor of using label"
                + " (line 2)",
            "LegacyKeyValueFormat: \"ENV key=value\" should be used instead of legacy \"ENV key"
                + " value\" format (line 3)",
            "LegacyKeyValueFormat: \"LABEL key=value\" should be used instead of legacy \"LABEL key"
                + " value\" format (line 4)",
            "WorkdirRelativePath: Relative workdir \"rel\" can have unexpected results if the base"
                + " image changes (line 5)",
            "ExposeProtoCasing: Defined protocol '80/TCP' in EXPOSE instruction should be lowercase"
                + " (line 7)",
            "ExposeInvalidFormat: EXPOSE instruction should not define an IP address or host-port"
                + " mapping, found '127.0.0.1:80:80' (line 7)",
            "SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data (ARG"
                + " \"DB_PASSWORD\") (line 8)",
            "SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data (ENV"
                + " \"AUTH\") (line 9)",
            "JSONArgsRecommended: JSON arguments recommended for CMD to prevent unintended behavior"
                + " related to OS signals (line 10)",
            "MultipleInstructionsDisallowed: Multiple CMD instructions should not be used in the"
                + " same stage because only the last one will be used (line 10)",
            "NoEmptyContinuation: Empty continuation line (line 14)");
  }

  @Test
  void leavesOutWhatTheFileOrTheClientSkips() {
    String file = "FROM known AS A\nMAINTAINER me\n";
    assertThat(found("# check=skip=StageNameCasing;error=true\n" + file)).hasSize(1);
    assertThat(found("# check=skip=all\n" + file)).isEmpty();
    assertThat(found("# check=skip=all\n" + file, Map.of(LintOptions.ARGUMENT, ""))).hasSize(2);
    assertThat(LintOptions.parse("error=true").error()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"skip", "error=maybe", "other=1"})
  void refusesOptionsThatMeanNothing(String text) {
    assertThatThrownBy(() -> LintOptions.parse(text)).isInstanceOf(HavreException.class);
  }
}
