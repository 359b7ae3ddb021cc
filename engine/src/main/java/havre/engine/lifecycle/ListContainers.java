package havre.engine.lifecycle;

import havre.engine.container.ContainerView;
import havre.engine.container.Containers.ListOptions;
import havre.images.Images;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Lists containers, newest first.
final class ListContainers {
  private final ContainerRegistry registry;
  private final Images images;
  private final Views views;
  private final ContainerSizes sizes;

  ListContainers(ContainerRegistry registry, Images images, Views views, ContainerSizes sizes) {
    this.registry = registry;
    this.images = images;
    this.views = views;
    this.sizes = sizes;
  }

  List<ContainerView> list(ListOptions options) {
    ContainerFilter filter = ContainerFilter.of(options.filters(), registry, images);
    boolean all = options.all() || options.limit() > 0 || options.filters().has("status");
    Map<String, List<String>> linkNames = new Links(registry).names();
    Stream<ContainerView> found =
        registry.all().stream()
            .map(views::summary)
            .map(view -> view.withLinkNames(linkNames.getOrDefault(view.id().value(), List.of())))
            .filter(view -> all || view.state().running())
            .filter(filter)
            .sorted(Comparator.comparing(ContainerView::created).reversed());
    if (options.limit() > 0) {
      found = found.limit(options.limit());
    }
    var shown = found.map(shownImages());
    return options.size() ? shown.map(sizes::measured).toList() : shown.toList();
  }

  /// An image is shown by the name that the request gave, as long as that name means it; then by
  /// its id.
  private UnaryOperator<ContainerView> shownImages() {
    var meanings = new HashMap<String, List<String>>();
    return view -> {
      String name = view.spec().config().image();
      List<String> meant = meanings.computeIfAbsent(name, this::meant);
      return meant.contains(view.imageId()) ? view : view.withImage(view.imageId());
    };
  }

  /// A name may have an image for each of several platforms.
  private List<String> meant(String name) {
    return images.find(name).stream()
        .flatMap(image -> images.meant(name).stream())
        .map(image -> image.id().toString())
        .toList();
  }
}
