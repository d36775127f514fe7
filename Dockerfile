# hbvae with its workflow and MusiCNN, for Docker, Podman and Apptainer. docs/running.md says how to
# build it and run it; the image carries no model or data from a network.

# The wheel carries the workflow, and the commit that it is made from.
FROM python:3.13-bookworm AS wheel
WORKDIR /source
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.13-slim-bookworm
COPY --from=wheel /wheels /wheels
COPY constraints.txt /wheels/
RUN pip install --no-cache-dir --constraint /wheels/constraints.txt /wheels/hbvae-*.whl \
    && pip install --no-deps musicnn==0.1.0 --no-cache-dir \
    && rm -r /wheels
ENTRYPOINT ["hbvae"]
CMD ["--help"]
