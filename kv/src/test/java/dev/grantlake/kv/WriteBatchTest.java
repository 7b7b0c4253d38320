package dev.grantlake.kv;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WriteBatchTest {

    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes B = Bytes.utf8("b");

    @Test
    void givesBackWhatWasAdded() {
        Bytes large = Bytes.wrap(new byte[300]);
        WriteBatch batch = new WriteBatch()
                .set(A, large)
                .delete(large)
                .singleDelete(B)
                .deleteSized(A, 300)
                .deleteRange(A, B)
                .merge(Bytes.EMPTY, Bytes.EMPTY)
                .logData(B);
        assertThat(operations(batch))
                .containsExactly(
                        "SET a " + large.toUtf8(),
                        "DELETE " + large.toUtf8() + " ",
                        "SINGLE_DELETE b ",
                        "DELETE_SIZED a " + Bytes.ofHex("ad02").toUtf8(),
                        "DELETE_RANGE a b",
                        "MERGE  ",
                        "LOG_DATA b ");
        assertThat(batch.count()).isEqualTo(6);
        assertThat(batch.sizeBytes()).isEqualTo(305 + 303 + 3 + 6 + 5 + 3 + 3);
        assertThat(batch).hasToString("6 operations, " + batch.sizeBytes() + " bytes");
    }

    @Test
    void isLaidOutAsInALog() {
        WriteBatch batch = new WriteBatch().delete(B).deleteRange(Bytes.utf8("c"), Bytes.utf8("d"));
        batch.logData(Bytes.utf8("log")).deleteSized(Bytes.utf8("e"), 5);
        assertThat(batch.encoded()).isEqualTo(Bytes.ofHex("000162" + "0f01630164" + "03036c6f67" + "1701650106"));
    }

    @Test
    void startsAnewWhenItIsCleared() {
        WriteBatch batch = new WriteBatch().set(A, B).logData(B);
        assertThat(batch.clear().isEmpty()).isTrue();
        assertThat(batch.count()).isZero();
        assertThat(operations(batch)).isEmpty();
        assertThat(operations(batch.delete(B))).containsExactly("DELETE b ");
    }

    @Test
    void keepsCopies() {
        byte[] key = {1};
        WriteBatch batch = new WriteBatch().set(Bytes.wrap(key), Bytes.wrap(key));
        key[0] = 2;
        WriteBatch.Operations operation = batch.operations();
        assertThat(operation.next()).isTrue();
        assertThat(operation.key().copy()).isEqualTo(Bytes.ofHex("01"));
        assertThat(operation.value().copy()).isEqualTo(Bytes.ofHex("01"));
    }

    @Test
    void refusesMoreThanItHolds() {
        Bytes half = Bytes.wrap(new byte[WriteBatch.MAX_BYTES / 2]);
        WriteBatch batch = new WriteBatch().set(A, B);
        assertRefused(Kind.LIMIT_EXCEEDED, () -> batch.set(half, half));
        assertRefused(Kind.INVALID_ARGUMENT, () -> batch.deleteSized(A, -1));
        assertThat(operations(batch)).containsExactly("SET a b");
        assertThat(batch.count()).isEqualTo(1);
    }

    private static void assertRefused(Kind kind, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static List<String> operations(WriteBatch batch) {
        List<String> texts = new ArrayList<>();
        WriteBatch.Operations each = batch.operations();
        while (each.next()) {
            texts.add(each.kind() + " " + each.key().copy().toUtf8() + " "
                    + each.value().copy().toUtf8());
        }
        return texts;
    }
}
