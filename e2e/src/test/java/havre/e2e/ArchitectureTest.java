package havre.e2e;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The architecture's rules, checked on the bytecode of every module.
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("havre");

  /// Module → the modules it may use (docs/architecture.md).
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("common", List.of()),
          Map.entry("linux", List.of("common")),
          Map.entry("oci", List.of("common")),
          Map.entry("store", List.of("common", "linux", "oci")),
          Map.entry("transport", List.of("common", "linux")),
          Map.entry("registryclient", List.of("common", "oci")),
          Map.entry("images", List.of("common", "linux", "oci", "store", "registryclient")),
          Map.entry("runtime", List.of("common", "linux", "oci", "store")),
          Map.entry("network", List.of("common", "linux")),
          Map.entry("volumes", List.of("common", "linux")),
          Map.entry(
              "engine",
              List.of(
                  "common", "linux", "oci", "store", "images", "runtime", "network", "volumes")),
          Map.entry(
              "build",
              List.of("common", "linux", "oci", "store", "registryclient", "images", "runtime")),
          Map.entry(
              "api",
              List.of(
                  "build",
                  "registryclient",
                  "common",
                  "linux",
                  "oci",
                  "store",
                  "images",
                  "runtime",
                  "network",
                  "volumes",
                  "engine",
                  "transport")),
          Map.entry(
              "buildkit",
              List.of(
                  "common",
                  "linux",
                  "oci",
                  "store",
                  "images",
                  "registryclient",
                  "build",
                  "transport",
                  "api")),
          Map.entry("client", List.of("common", "oci", "transport")),
          Map.entry("cli", List.of("common", "linux", "oci", "client")));

  @TestFactory
  Stream<DynamicTest> aModuleUsesOnlyWhatItMay() {
    return MAY_USE.entrySet().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> checkArrows(entry)));
  }

  private static void checkArrows(Map.Entry<String, List<String>> entry) {
    String module = entry.getKey();
    DescribedPredicate<JavaClass> allowed =
        resideInAPackage("havre." + module + "..")
            .or(
                resideInAnyPackage(
                    entry.getValue().stream()
                        .map(other -> "havre." + other + "..")
                        .toArray(String[]::new)));
    noClasses()
        .that()
        .resideInAPackage("havre." + module + "..")
        .should()
        .dependOnClassesThat(resideInAPackage("havre..").and(DescribedPredicate.not(allowed)))
        .because("arrows point one way: request, api, engine, part, linux")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("havre.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheKernelDoorUsesForeignMemory() {
    noClasses()
        .that()
        .resideOutsideOfPackage("havre.linux..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .because("system calls have one door, havre.linux")
        .check(CLASSES);
  }

  @Test
  void nettyStaysInTheTransport() {
    noClasses()
        .that()
        .resideOutsideOfPackage("havre.transport..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .because("the domain knows no wire")
        .check(CLASSES);
  }

  @Test
  void theEngineStartsNoPrograms() {
    noClasses()
        .that()
        .resideOutsideOfPackages("havre.cli..", "havre.linux..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.ProcessBuilder")
        .orShould()
        .callMethod(Runtime.class, "exec", String.class)
        .orShould()
        .callMethod(Runtime.class, "exec", String[].class)
        .because("no process runs on the way but the container's own and its holder")
        .check(CLASSES);
  }

  @Test
  void nobodySleepsOrExitsOrPrintsTraces() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Main")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .because("states are waited for, exits belong to main, errors to the log")
        .check(CLASSES);
  }
}
