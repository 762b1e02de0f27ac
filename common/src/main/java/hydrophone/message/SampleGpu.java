package hydrophone.message;

import java.util.Objects;

/**
 * One card's figures at one instant.
 *
 * @param index number of the card on its node; written always (Sonar leaves 0 out; absent is read
 *     as 0)
 * @param uuid the card's own name; consumers drop cards without one
 * @param failing 1 = the card could not be read
 * @param fan %, may exceed 100
 * @param computeMode "" = default, else NVIDIA's word ({@code Prohibited}, {@code
 *     ExclusiveProcess}, {@code Unknown})
 * @param performanceState {@link ExtendedUint} of the P-state: 2 = P0. Sonar sends one less; the
 *     codec corrects by {@code meta.producer} in both directions
 * @param memory KiB in use
 * @param ceUtil % of the compute engine
 * @param memoryUtil % of memory bandwidth activity, not of fill
 * @param temperature °C
 * @param power W drawn
 * @param powerLimit W allowed
 * @param ceClock MHz
 * @param memoryClock MHz
 */
public record SampleGpu(
        long index,
        String uuid,
        long failing,
        long fan,
        String computeMode,
        long performanceState,
        long memory,
        long ceUtil,
        long memoryUtil,
        long temperature,
        long power,
        long powerLimit,
        long ceClock,
        long memoryClock) {

    public SampleGpu {
        Objects.requireNonNull(uuid, "uuid");
        Objects.requireNonNull(computeMode, "computeMode");
    }
}
