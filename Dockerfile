FROM python:3.13-slim

# Set only where packages come from elsewhere than pip's own index. It stays in the image's history: no password in it.
ARG PIP_INDEX_URL

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1

# /state belongs to the user that runs the services, and so does every new volume that is mounted there.
RUN python -m venv /opt/venv \
 && useradd --system --user-group --uid 10001 --no-create-home link \
 && install -d -o link -g link -m 0700 /state

WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock

COPY LICENSE README.md pyproject.toml ./
COPY agreements agreements
COPY services services
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .

COPY examples examples

ENV BRIDGE_DATA_DIR=/state/bridge \
    VNEID_DATA_DIR=/state/vneid \
    SINGPASS_DATA_DIR=/state/singpass \
    HOSPITAL_DATA_DIR=/state/hospital \
    UNIVERSITY_DATA_DIR=/state/university \
    HOTEL_DATA_DIR=/state/hotel \
    CLINIC_DATA_DIR=/state/clinic \
    ADMISSIONS_DATA_DIR=/state/admissions
USER link
CMD ["python", "-m", "bridge"]
