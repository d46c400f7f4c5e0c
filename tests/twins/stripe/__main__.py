from tests.twins.base import main
from tests.twins.stripe import StripeTwin

if __name__ == "__main__":
    main(StripeTwin)
