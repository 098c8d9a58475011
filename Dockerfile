FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /src
# What the build downloads is a layer of its own: it changes with pom.xml alone.
COPY LICENSE pom.xml ./
RUN mvn -B -ntp -DskipTests package
COPY webroot webroot
COPY src/main src/main
RUN mvn -B -ntp -DskipTests package

FROM eclipse-temurin:25-jdk AS jre
# From jdeps, and what is only reached by reflection: java.management (Netty) and jdk.zipfs.
RUN jlink --output /jre --compress zip-6 --no-header-files --no-man-pages --add-modules \
java.base,java.compiler,java.logging,java.management,java.naming,java.xml,jdk.jfr,jdk.unsupported,jdk.zipfs

# Debian for its glibc: the redis-server that is brought along needs it.
FROM debian:stable-slim
RUN groupadd --gid 10001 salons \
    && useradd --uid 10001 --gid 10001 --home-dir /app --no-create-home --shell /usr/sbin/nologin salons \
    && install --directory --owner salons --group salons /app /app/data
COPY --from=jre /jre /opt/jre
COPY --from=build /src/target/chat-multi-salons.jar /app/
ENV PATH="/opt/jre/bin:$PATH"

# Settings: PORT, HOST, REDIS_URL, INSTANCE and the others of the README, as environment variables.
WORKDIR /app
USER salons
VOLUME /app/data
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=3s --start-period=15s CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${PORT:-3000} && printf 'GET /health/ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
# No shell in between, so that SIGTERM reaches the server. Half of the memory is for the heap, the rest for what Netty keeps outside it.
# Why less is to be inlined, and room for classes from the start: docs/PERFORMANCE.md.
ENTRYPOINT ["java", "-XX:MetaspaceSize=64m", "-XX:MaxInlineLevel=5", "-XX:FreqInlineSize=50", "-XX:InlineSmallCode=500", "-XX:+UseCompactObjectHeaders", "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", "-jar", "chat-multi-salons.jar"]
