package hydrophone.codec;

import hydrophone.message.Envelope.Meta;
import hydrophone.message.ExtendedUint;

import org.jspecify.annotations.Nullable;

/**
 * How a producer writes a card's performance state: P0 is 2 by the format's own definition of an
 * extended number, and 1 from Sonar's agent. The records hold the former.
 */
enum Bias {
    DOCUMENTED,
    SONAR;

    static Bias of(@Nullable Meta meta) {
        return meta != null && meta.producer().equals(Meta.SONAR) ? SONAR : DOCUMENTED;
    }

    long toWire(long state) {
        return this == SONAR && state > ExtendedUint.INFINITE ? state - 1 : state;
    }

    long fromWire(long state) {
        boolean set = state > ExtendedUint.UNSET && state < Long.MAX_VALUE;
        return this == SONAR && set ? state + 1 : state;
    }
}
