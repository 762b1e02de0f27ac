package hydrophone.agent;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers of the command line that mean an amount. */
final class FromZeroOn {
    private FromZeroOn() {}

    static final class Whole implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            if (!text.matches("\\d{1,18}")) throw notOne(text, "a whole number from 0 on");
            return Long.parseLong(text);
        }
    }

    static final class Decimal implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            if (!text.matches("\\d{1,18}(\\.\\d{0,18})?")) throw notOne(text, "a number from 0 on");
            return Double.parseDouble(text);
        }
    }

    private static TypeConversionException notOne(String text, String wanted) {
        return new TypeConversionException("'" + text + "' is not " + wanted);
    }
}
