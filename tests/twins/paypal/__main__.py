from tests.twins.base import main
from tests.twins.paypal import PayPalTwin

if __name__ == "__main__":
    main(PayPalTwin)
