package hydrophone.agent;

import hydrophone.agent.slurm.SacctQuery.States;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code all} or {@code sonar}. */
final class StatesWord implements ITypeConverter<States> {
    @Override
    public States convert(String text) {
        return switch (text) {
            case "all" -> States.ALL;
            case "sonar" -> States.SONAR;
            default -> throw new TypeConversionException("'" + text + "' is not all or sonar");
        };
    }
}
