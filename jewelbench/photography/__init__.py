"""What happens to a picture after the light has reached the phone: lens, sensor, JPEG, screenshots."""
