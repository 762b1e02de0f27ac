/** JSON bytes to records and back: one door, {@link hydrophone.codec.JsonCodec}. */
@NullMarked
package hydrophone.codec;

import org.jspecify.annotations.NullMarked;
