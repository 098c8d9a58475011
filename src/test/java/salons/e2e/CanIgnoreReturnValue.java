package salons.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Target;

/** Error Prone knows it by its name: waiting for an answer may be all that a test wants of it. */
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface CanIgnoreReturnValue {}
