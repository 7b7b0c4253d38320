package dev.grantlake.lsm.metamorphic;

import dev.grantlake.testbase.Dice;

import java.nio.file.Path;
import java.util.List;

/** One log, carried out by a database of ours and by the model, over several openings. */
public final class ModelComparison {

    static final int PIECES = 4;
    static final int LINES = 1250;

    private ModelComparison() {}

    /** Fails where they differ; {@code folder} is not there yet, and not any more if they do not. */
    public static void run(Dice dice, Path folder) {
        RandomLog log = new RandomLog(dice);
        ModelEngine model = new ModelEngine();
        try (Place place = new Place(folder)) {
            DatabaseEngine database = new DatabaseEngine(place.folder());
            for (int i = 0; i < PIECES; i++) {
                List<String> piece = log.piece(LINES);
                SameAnswers.require(piece, LogRun.answers(piece, model), LogRun.answers(piece, database));
            }
        }
    }
}
