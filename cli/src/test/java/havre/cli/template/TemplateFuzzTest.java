package havre.cli.template;

import static org.assertj.core.api.Assertions.assertThat;

import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import havre.client.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Damaged templates end with an output or with a [TemplateException], and with nothing else.
class TemplateFuzzTest {
  private static final String PIECES = "{}{{}}(().$|\"`'-:=,%*[]0123459xe ndilf";

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void refusesOrExecutes(long seed) throws IOException {
    var random = new Random(seed);
    List<String> corpus = corpus();
    JsonObject data = data();
    int executed = 0;
    for (int i = 0; i < 4000; i++) {
      String source = mutated(corpus, random);
      try {
        Template.parse(source).execute(data);
        executed++;
      } catch (TemplateException e) {
        assertThat(e.getMessage()).as(source).startsWith("template: :1");
      } catch (RuntimeException e) {
        throw new AssertionError(source, e);
      }
    }
    assertThat(executed).isPositive();
  }

  @Test
  void stopsTemplatesThatCallThemselves() {
    Template template =
        Template.parse("{{define \"T\"}}{{template \"T\"}}{{end}}{{template \"T\"}}");
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> template.execute(new JsonObject())))
        .hasMessageContaining("exceeded maximum template depth");
  }

  private static List<String> corpus() throws IOException {
    var corpus = new ArrayList<String>();
    try (var in = TemplateFuzzTest.class.getResourceAsStream("/havre/cli/template-golden.jsonl")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        JsonArray arguments = ((JsonObject) JsonReader.parse(line)).array("arguments");
        for (String argument : arguments.strings()) {
          if (argument.contains("{{")) {
            corpus.add(argument);
          }
        }
      }
    }
    return corpus;
  }

  private static JsonObject data() throws IOException {
    try (var in = TemplateFuzzTest.class.getResourceAsStream("/havre/cli/session-answers.json")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (JsonObject answer : ((JsonArray) JsonReader.parse(text)).objects()) {
        if (answer.string("request").equals("GET /containers/web/json")) {
          return answer.object("json");
        }
      }
      throw new AssertionError("no container to inspect");
    }
  }

  private static String mutated(List<String> corpus, Random random) {
    var text = new StringBuilder(corpus.get(random.nextInt(corpus.size())));
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && !text.isEmpty(); i++) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, PIECES.charAt(random.nextInt(PIECES.length())));
        case 2 -> text.setCharAt(at, PIECES.charAt(random.nextInt(PIECES.length())));
        default -> {
          String other = corpus.get(random.nextInt(corpus.size()));
          int start = random.nextInt(other.length());
          int length = random.nextInt(Math.min(12, other.length() - start));
          text.insert(at, other, start, start + length);
        }
      }
    }
    return text.toString();
  }
}
