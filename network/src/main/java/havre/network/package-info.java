/// Network drivers, address pools, published ports.
@NullMarked
package havre.network;

import org.jspecify.annotations.NullMarked;
