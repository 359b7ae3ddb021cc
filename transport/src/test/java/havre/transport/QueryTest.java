package havre.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class QueryTest {
  @Test
  void readsValuesAsDockerDoes() {
    Query query = Query.parse("a=1&a=2&b=x%20y+z&c&bad=%zz&d=0&e=False&f=none&g=yes");
    assertThat(query.string("a")).isEqualTo("1");
    assertThat(query.all("a")).containsExactly("1", "2");
    assertThat(query.string("b")).isEqualTo("x y z");
    assertThat(query.has("c")).isTrue();
    assertThat(query.has("bad")).isFalse();
    assertThat(query.bool("c")).isFalse();
    assertThat(query.bool("d")).isFalse();
    assertThat(query.bool("e")).isFalse();
    assertThat(query.bool("f")).isFalse();
    assertThat(query.bool("g")).isTrue();
    assertThat(query.bool("missing", true)).isTrue();
    assertThat(query.bool("c", true)).isFalse();
  }

  @Test
  void readsNumbers() {
    Query query = Query.parse("n=12&x=twelve");
    assertThat(query.number("n")).isEqualTo(12);
    assertThat(query.number("x")).isZero();
    assertThat(query.number("missing", 7)).isEqualTo(7);
    assertThatThrownBy(() -> query.number("x", 7))
        .isInstanceOf(NumberFormatException.class)
        .hasMessage("strconv.ParseInt: parsing \"twelve\": invalid syntax");
  }
}
