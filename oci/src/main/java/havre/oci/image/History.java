package havre.oci.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// One step in the making of an image.
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record History(
    @Nullable String created,
    @Nullable String author,
    @JsonProperty("created_by") @Nullable String createdBy,
    @Nullable String comment,
    @JsonProperty("empty_layer") boolean emptyLayer) {}
