package hydrophone.agent;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers of the command line that count something that cannot be nothing. */
final class FromOneOn implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
        if (!text.matches("0{0,9}[1-9]\\d{0,8}")) {
            throw new TypeConversionException("'" + text + "' is not a whole number from 1 on");
        }
        return Integer.parseInt(text);
    }
}
