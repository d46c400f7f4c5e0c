from tests.twins.base import main
from tests.twins.plain.server import PlainTwin

if __name__ == "__main__":
    main(PlainTwin)
