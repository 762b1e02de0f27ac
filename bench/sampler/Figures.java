package hydrophone.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Rounds of one sample and both floors, in turns: what disturbs the machine disturbs all three. */
final class Figures {
    private final List<long[]> agent = new ArrayList<>();
    private final List<long[]> same = new ArrayList<>();
    private final List<long[]> five = new ArrayList<>();

    /** Whoever comes first finds the kernel's data cold, so each does in one of three rounds. */
    void round(int number, Child subject, Child sameFloor, Child fiveFloor) throws IOException {
        for (int i = 0; i < 3; i++) {
            switch ((number + i) % 3) {
                case 0 -> agent.add(subject.ask());
                case 1 -> same.add(sameFloor.ask());
                default -> five.add(fiveFloor.ask());
            }
        }
    }

    double agent() {
        return median(agent, 0);
    }

    double allocated() {
        return median(agent, 1);
    }

    double message() {
        return median(agent, 2);
    }

    double same() {
        return median(same, 0);
    }

    double five() {
        return median(five, 0);
    }

    double processes() {
        return median(same, 1);
    }

    double files() {
        return median(same, 2);
    }

    /** First and third quartile of the rounds' own ratios. */
    String spread(int floor) {
        List<long[]> other = floor == 1 ? same : five;
        double[] ratios = new double[agent.size()];
        for (int i = 0; i < ratios.length; i++)
            ratios[i] = (double) agent.get(i)[0] / other.get(i)[0];
        Arrays.sort(ratios);
        return String.format(
                Locale.ROOT,
                "%.2f-%.2f",
                ratios[ratios.length / 4],
                ratios[ratios.length * 3 / 4]);
    }

    static double median(List<long[]> rows, int column) {
        return Arrays.stream(rows.stream().mapToLong(row -> row[column]).sorted().toArray())
                .skip((rows.size() - 1) / 2)
                .limit(2 - rows.size() % 2)
                .average()
                .orElse(Double.NaN);
    }
}
