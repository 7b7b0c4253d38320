package dev.grantlake.lance;

import dev.grantlake.base.StorageException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test that needs the native library: skipped, with the reason, where there is none for the platform. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("native")
@ExtendWith(NativeTest.Supported.class)
@interface NativeTest {

    /** Whether the platform has a library. That it loads is for the test to find out. */
    final class Supported implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            try {
                LancePlatform.present().requireSupported();
                return ConditionEvaluationResult.enabled("there is a library for this platform");
            } catch (StorageException e) {
                return ConditionEvaluationResult.disabled(e.getMessage());
            }
        }
    }
}
