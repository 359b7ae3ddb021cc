package havre.api.images;

import com.fasterxml.jackson.annotation.JsonProperty;
import havre.api.Call;
import havre.api.Endpoint;
import havre.api.Routes;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.Filters;
import havre.images.RegistryImages;
import havre.registryclient.FoundRepository;
import havre.transport.Router;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// `GET /images/search`.
public final class SearchRoutes implements Routes {
  private static final int DEFAULT_LIMIT = 25;
  private static final int MAX_LIMIT = 100;
  private static final Set<String> FILTERS = Set.of("is-automated", "is-official", "stars");
  private static final Set<String> YES = Set.of("1", "true");
  private static final Set<String> NO = Set.of("0", "false");

  private final RegistryImages images;

  public SearchRoutes(RegistryImages images) {
    this.images = images;
  }

  private record FoundDto(
      @JsonProperty("star_count") int stars,
      @JsonProperty("is_official") boolean official,
      @JsonProperty("name") String name,
      @JsonProperty("is_automated") boolean automated,
      @JsonProperty("description") String description) {
    static FoundDto of(FoundRepository found) {
      return new FoundDto(
          found.stars(), found.official(), found.name(), found.automated(), found.description());
    }
  }

  @Override
  public void addTo(Router<Endpoint> router) {
    router.add("GET", "/images/search", this::search);
  }

  private void search(Call call) {
    int limit = call.number("limit", DEFAULT_LIMIT);
    Predicate<FoundRepository> wanted = wanted(call.filters());
    String term = call.query().string("term");
    if (term.contains("://")) {
      throw HavreException.invalid(
          "invalid repository name: repository name (" + term + ") should not have a scheme");
    }
    if (limit == 0) {
      limit = DEFAULT_LIMIT;
    }
    if (limit < 1 || limit > MAX_LIMIT) {
      throw HavreException.invalid(
          "limit " + limit + " is outside the range of [1, " + MAX_LIMIT + "]");
    }
    call.reply(
        images.search(term, limit, RegistryAuth.of(call)).stream()
            .filter(wanted)
            .map(FoundDto::of)
            .toList());
  }

  private static Predicate<FoundRepository> wanted(Filters filters) {
    filters.requireKnown(FILTERS);
    Predicate<FoundRepository> wanted = _ -> true;
    if (filters.has("is-automated")) {
      boolean automated = flag(filters, "is-automated");
      wanted = wanted.and(found -> found.automated() == automated);
    }
    if (filters.has("is-official")) {
      boolean official = flag(filters, "is-official");
      wanted = wanted.and(found -> found.official() == official);
    }
    int stars = 0;
    for (String value : filters.get("stars")) {
      stars = Math.max(stars, stars(value));
    }
    int least = stars;
    return wanted.and(found -> found.stars() >= least);
  }

  private static boolean flag(Filters filters, String name) {
    Set<String> values = filters.get(name);
    boolean yes = values.stream().anyMatch(YES::contains);
    boolean no = values.stream().anyMatch(NO::contains);
    if (yes == no) {
      throw HavreException.invalid("invalid filter '%s=%s'".formatted(name, List.copyOf(values)));
    }
    return yes;
  }

  private static int stars(String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new HavreException(
          ErrorKind.INVALID,
          "invalid filter 'stars=%s': strconv.Atoi: parsing \"%s\": invalid syntax"
              .formatted(value, value),
          e);
    }
  }
}
